import type { CredentialProblem } from '../../contracts/organization.events.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** What there is to say about the end of a credential at a moment; nothing when its end is far away or unknown. */
export function expiryProblems(expiresAt: string | null, now: Date): CredentialProblem[] {
  if (expiresAt === null) return [];
  const left = Date.parse(expiresAt) - now.getTime();
  if (left <= 0) return [{ code: 'EXPIRED', message: `It expired on ${dayOf(expiresAt)}. Create another one and replace its secret.` }];
  if (left > SOON_DAYS * DAY_MS) return [];
  const days = Math.ceil(left / DAY_MS);
  const when = days === 1 ? 'within a day' : `within ${days} days`;
  return [{ code: 'EXPIRES_SOON', message: `It expires ${when}, on ${dayOf(expiresAt)}. Create another one and replace its secret.` }];
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}
