import type { TrialRequests } from '@holdfast/bitbucket';
import type { RequestsOfTrial, TrialRequestCount } from '../contracts/organization.events.ts';

/** What a trial sent, by the account that the provider counts it for. Left out when nothing was sent. */
export function trialRequests(sent: TrialRequests, accountId: string, primaryAccountId: string | null): RequestsOfTrial {
  const counts = [...countsOf(sent.own, accountId), ...(primaryAccountId === null ? [] : countsOf(sent.primary, primaryAccountId))];
  return counts.length === 0 ? {} : { trialRequests: counts };
}

function countsOf(sent: TrialRequests['own'], accountId: string): TrialRequestCount[] {
  const buckets = Object.entries(sent) as [TrialRequestCount['bucket'], number][];
  return buckets.map(([bucket, requests]) => ({ accountId, bucket, requests }));
}
