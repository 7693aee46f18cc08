import { account, type AccountCommand } from '../account.decider.ts';
import type { AccountEvent } from '../account.events.ts';
import type { AccountState } from '../account.state.ts';
import { buckets, type Bucket, type QuotaRules } from '../bucket.ts';
import { slotEnd } from '../slot.ts';

/** What happens next to an account: time passes, then somebody does something with it, by a clock that is `ahead` of the true time (milliseconds). */
export interface Step {
  readonly pause: number;
  readonly ahead: number;
  readonly bucket: Bucket;
  readonly deed:
    | { readonly kind: 'grant' }
    /**
     * Settles one of the open leases, chosen by `which`, having sent the `share` of it at some time between its grant and now, 0 to 1; one that
     * nobody settles belongs to a worker that died.
     */
    | { readonly kind: 'settle'; readonly which: number; readonly share: number; readonly when: number }
    | { readonly kind: 'refuse'; readonly retryAfterSeconds: number | null }
    | { readonly kind: 'reject' };
}

/** A lease and when its requests can have been sent, both ends included, in true time. */
export interface UsedLease {
  readonly bucket: Bucket;
  from: number;
  until: number;
  requests: number;
}

export interface History {
  readonly events: readonly AccountEvent[];
  readonly commands: readonly { readonly command: AccountCommand; readonly events: readonly AccountEvent[] }[];
  readonly leases: readonly UsedLease[];
  readonly state: AccountState;
  /** The last time that any clock showed. */
  readonly now: number;
}

/** Lets the account decide on each step in turn. */
export function historyOf(steps: readonly Step[], rules: QuotaRules): History {
  const events: AccountEvent[] = [];
  const commands: { command: AccountCommand; events: readonly AccountEvent[] }[] = [];
  const leases = new Map<string, UsedLease>();
  const open: string[] = [];
  let state = account.initialState;
  let trueTime = Date.parse('2026-11-22T08:00:00.000Z');
  let now = trueTime;

  for (const [index, step] of steps.entries()) {
    trueTime += step.pause;
    now = Math.max(now, trueTime + step.ahead);
    const command = commandOf(step, `l${index}`, open, leases, trueTime, rules);
    if (command === null) continue;
    const decided = account.decide(command, state);
    for (const event of decided) note(event, trueTime, leases, open);
    commands.push({ command, events: decided });
    events.push(...decided);
    state = decided.reduce(account.evolve, state);
  }
  return { events, commands, leases: [...leases.values()], state, now };
}

function commandOf(
  { bucket, deed, ahead }: Step,
  newLeaseId: string,
  open: readonly string[],
  leases: ReadonlyMap<string, UsedLease>,
  trueTime: number,
  rules: QuotaRules,
): AccountCommand | null {
  const now = trueTime + ahead;
  const spender = { accountId: 'ann', bucket, leaseId: newLeaseId, organizationId: 'o', runId: 'r', taskId: 't', credentialId: 'c' };
  switch (deed.kind) {
    case 'grant':
      return { type: 'GrantQuotaLease', spender, choice: { rule: 'test', candidates: [] }, now, rules };
    case 'settle': {
      const leaseId = open[deed.which % Math.max(1, open.length)];
      const lease = leaseId === undefined ? undefined : leases.get(leaseId);
      if (leaseId === undefined || !lease) return null;
      const spent = Math.round(lease.requests * deed.share);
      const sentAt = Math.floor(lease.from + deed.when * (Math.min(trueTime, lease.until) - lease.from));
      Object.assign(lease, { from: sentAt, until: sentAt, requests: spent });
      const sent = spent === 0 ? [] : [{ until: slotEnd(sentAt + ahead, rules[lease.bucket]), requests: spent }];
      return { type: 'SettleQuotaLease', spender: { ...spender, bucket: lease.bucket, leaseId }, spent, sent, now, rules };
    }
    case 'refuse':
      return { type: 'ReportRateLimit', spender, retryAfterSeconds: deed.retryAfterSeconds, now, rules };
    case 'reject':
      return { type: 'ReportRejection', spender, reason: 'token expired', now, rules };
  }
}

function note(event: AccountEvent, trueTime: number, leases: Map<string, UsedLease>, open: string[]): void {
  if (event.type === 'QuotaLeaseGranted') {
    const { leaseId, bucket, requests, expiresAt } = event.data;
    leases.set(leaseId, { bucket, requests, from: trueTime, until: Date.parse(expiresAt) });
    open.push(leaseId);
  }
  if (event.type === 'QuotaLeaseSettled') {
    open.splice(open.indexOf(event.data.leaseId), 1);
  }
}

/** The most requests that can have been sent in any `window` milliseconds. */
export function mostInAnyWindow(leases: readonly UsedLease[], window: number): number {
  return Math.max(
    0,
    ...buckets.flatMap((bucket) => {
      const own = leases.filter((lease) => lease.bucket === bucket);
      return own.map(({ until: start }) =>
        own.reduce((sum, { from, until, requests }) => (until >= start && from < start + window ? sum + requests : sum), 0),
      );
    }),
  );
}
