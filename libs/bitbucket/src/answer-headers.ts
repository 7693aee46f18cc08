import type { RateLimitHints } from './credential-source.ts';

/** Header names are in lower case; a header that came more than once is joined by `, `. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/** What an answer tells about the credential that asked. Null: the server did not say. */
export interface CredentialFacts {
  readonly scopes: readonly string[] | null;
  readonly acceptedScopes: readonly string[] | null;
  readonly credentialType: string | null;
  readonly tokenId: string | null;
}

export function readCredentialFacts(headers: AnswerHeaders): CredentialFacts {
  return {
    scopes: listIn(headers['x-oauth-scopes']),
    acceptedScopes: listIn(headers['x-accepted-oauth-scopes']),
    credentialType: headers['x-credential-type']?.trim() ?? null,
    tokenId: headers['x-token-id']?.trim() ?? null,
  };
}

/** Reads whatever is there and needs nothing: which credential gets which of these headers is contradictory in every source. */
export function readRateLimitHints(headers: AnswerHeaders, now: Date): RateLimitHints {
  const limit = leadingNumber(headers['x-ratelimit-limit']);
  const remaining = leadingNumber(headers['x-ratelimit-remaining']);
  return {
    limit,
    remaining,
    resetSeconds: resetSeconds(headers['x-ratelimit-reset'], now),
    nearLimit: saysTrue(headers['x-ratelimit-nearlimit']) || isLow(remaining, limit),
    resource: headers['x-ratelimit-resource']?.trim() ?? null,
  };
}

/** `Retry-After` in seconds, whether it came as a number or as an HTTP date; else the reset of the window; else null. */
export function readRetryAfterSeconds(headers: AnswerHeaders, now: Date): number | null {
  return retryAfter(headers['retry-after'], now) ?? resetSeconds(headers['x-ratelimit-reset'], now);
}

/** No window of Bitbucket is longer than an hour, so a longer wait than a day is a mistake of somebody in between. */
const longestWaitSeconds = 86_400;

function retryAfter(value: string | undefined, now: Date): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return bounded(Number(text));
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? null : bounded((date - now.getTime()) / 1000);
}

/** Seconds until the reset, as Envoy sends them; beyond 1e9 it can only be a point in time, in seconds or milliseconds. */
function resetSeconds(value: string | undefined, now: Date): number | null {
  const reset = leadingNumber(value);
  if (reset === null || reset < 1e9) return reset === null ? null : bounded(reset);
  return bounded((reset >= 1e12 ? reset / 1000 : reset) - now.getTime() / 1000);
}

function bounded(seconds: number): number {
  return Math.min(Math.max(0, Math.ceil(seconds)), longestWaitSeconds);
}

/** Envoy writes `60, 60;w=3600`: the number in front is the one that counts. */
function leadingNumber(value: string | undefined): number | null {
  const digits = /^\s*(\d{1,15})(?![\d.])/.exec(value ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Documented as a boolean; one client met a number. */
function saysTrue(value: string | undefined): boolean {
  return /^\s*(true|1)\s*$/i.test(value ?? '');
}

/** The documented meaning of near: less than 20 % are left. */
function isLow(remaining: number | null, limit: number | null): boolean {
  return remaining !== null && limit !== null && remaining < limit * 0.2;
}

function listIn(value: string | undefined): string[] | null {
  if (value === undefined) return null;
  return value
    .split(/[\s,]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
