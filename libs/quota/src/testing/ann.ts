import { account, type AccountCommand } from '../account.decider.ts';
import type { AccountEvent } from '../account.events.ts';
import type { AccountState } from '../account.state.ts';
import type { QuotaRules } from '../bucket.ts';

// What happens to the account of Ann, who has a hundred requests an hour; minutes count from the beginning.

export const t0 = Date.parse('2026-11-22T08:00:00.000Z');
export const minute = 60_000;
export const at = (minutes: number) => new Date(t0 + minutes * minute).toISOString();

export const bucketRules = { limit: 100, windowSeconds: 3_600, reserve: 0.1 };
export const rules: QuotaRules = { api: bucketRules, git: bucketRules, raw: bucketRules, webhooks: bucketRules };
export const spender = {
  accountId: 'ann',
  bucket: 'api',
  leaseId: 'l1',
  organizationId: 'o1',
  runId: 'r1',
  taskId: 't1',
  credentialId: 'c1',
} as const;
export const choice = {
  rule: 'most-left v2',
  candidates: [{ accountId: 'ann', credentialId: 'c1', available: 90, limit: 100, sees: null }],
};

export const grant = { type: 'GrantQuotaLease', spender, choice, now: t0, rules } as const;
export const settle = (spent: number, minutes = 1) =>
  ({ type: 'SettleQuotaLease', spender, spent, now: t0 + minutes * minute, rules }) satisfies AccountCommand;
export const refuse = (retryAfterSeconds: number | null, minutes = 0) =>
  ({ type: 'ReportRateLimit', spender, retryAfterSeconds, now: t0 + minutes * minute, rules }) satisfies AccountCommand;

export const granted = (leaseId = 'l1', requests = 12): AccountEvent => ({
  type: 'QuotaLeaseGranted',
  data: { ...spender, leaseId, requests, grantedAt: at(0), expiresAt: at(5), choice },
});
export const settled = (spent: number, minutes = 1): AccountEvent => ({
  type: 'QuotaLeaseSettled',
  data: { ...spender, spent, settledAt: at(minutes) },
});
export const limited = (until: string, minutes = 0): AccountEvent => ({
  type: 'AccountRateLimited',
  data: { ...spender, at: at(minutes), limitedUntil: until, waitFrom: 'guess' },
});

export const stateAfter = (...events: readonly AccountEvent[]): AccountState => events.reduce(account.evolve, account.initialState);
export const given = (...events: readonly AccountEvent[]) => ({
  when: (command: AccountCommand) => account.decide(command, stateAfter(...events)),
});
