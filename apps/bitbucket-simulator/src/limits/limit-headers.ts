import type { CountedAccount, LimitState } from './rate-limiter.ts';
import type { Bucket, LimitHeaderMode } from './rate-limits.ts';

interface LimitedRequest extends LimitState {
  readonly allowed: boolean;
  readonly counted: CountedAccount;
  readonly bucket: Bucket;
  readonly now: number;
  readonly windowSeconds: number;
}

/** The headers that tell about the limits; anonymous callers are always told in Envoy's way, as was seen on the live service. */
export function limitHeaders(mode: LimitHeaderMode, request: LimitedRequest): Record<string, string> {
  if (request.counted.kind === 'anonymous') return envoyHeaders(request);
  switch (mode) {
    case 'none':
      return {};
    case 'scaled':
      return request.counted.kind === 'access-token' ? scaledHeaders(request) : {};
    case 'envoy':
      return envoyHeaders(request);
    case 'retry-after-seconds':
      return request.allowed ? {} : { 'retry-after': String(secondsUntilReset(request)) };
    case 'retry-after-date':
      return request.allowed ? {} : { 'retry-after': new Date(request.now + secondsUntilReset(request) * 1000 + 999).toUTCString() };
  }
}

function scaledHeaders({ limit, remaining, bucket }: LimitedRequest): Record<string, string> {
  return { 'x-ratelimit-limit': String(limit), 'x-ratelimit-resource': bucket, 'x-ratelimit-nearlimit': String(remaining < limit * 0.2) };
}

function envoyHeaders(request: LimitedRequest): Record<string, string> {
  const { limit, remaining, windowSeconds } = request;
  return {
    'x-ratelimit-limit': `${limit}, ${limit};w=${windowSeconds}`,
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(secondsUntilReset(request)),
  };
}

function secondsUntilReset({ untilReset }: LimitState): number {
  return Math.ceil(untilReset / 1000);
}
