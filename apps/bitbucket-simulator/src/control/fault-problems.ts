import { ApiProblem, errorBody, problemOfStatus, rateLimitText } from '../http/api-problem.ts';
import type { FaultEffect } from './faults.ts';

/** In which words a 429 comes. */
export type RefusalShape = 'text' | 'json' | 'retry-after-seconds' | 'retry-after-date' | 'envoy' | 'forbidden';

export const refusalShapes: readonly RefusalShape[] = ['text', 'json', 'retry-after-seconds', 'retry-after-date', 'envoy', 'forbidden'];

/** The answer of an effect that refuses a request; undefined for all others. */
export function problemOfEffect(effect: FaultEffect | undefined, limitBodyAsJson: boolean, now: Date): ApiProblem | undefined {
  if (effect?.kind === 'status') return problemOfStatus(effect.status, limitBodyAsJson);
  return effect?.kind === 'rate-limited' ? refusal(effect.shape, effect.seconds ?? 1, now) : undefined;
}

function refusal(shape: RefusalShape, seconds: number, now: Date): ApiProblem {
  switch (shape) {
    case 'text':
      return new ApiProblem(429, rateLimitText);
    case 'json':
      return new ApiProblem(429, errorBody(rateLimitText));
    case 'retry-after-seconds':
      return new ApiProblem(429, rateLimitText, { 'retry-after': String(seconds) });
    case 'retry-after-date':
      return new ApiProblem(429, rateLimitText, { 'retry-after': new Date(now.getTime() + seconds * 1000 + 999).toUTCString() });
    case 'envoy':
      return new ApiProblem(429, rateLimitText, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(seconds) });
    case 'forbidden':
      return new ApiProblem(403, rateLimitText);
  }
}
