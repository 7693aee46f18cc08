import { createHash } from 'node:crypto';
import type { ExpiryNotice } from '../../contracts/organization.events.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const notices: readonly ExpiryNotice[] = [1, 7, 30];

/**
 * When a credential is to be tried again, in milliseconds since 1970: 23 to 24 hours after it was tried last. Which moment of that hour is its
 * own, so that not all are tried at once.
 */
export function nextTrialAfter(triedAt: string, credentialId: string): number {
  const share = createHash('sha256').update(credentialId).digest().readUInt32BE(0) / 2 ** 32;
  return Date.parse(triedAt) + 23 * HOUR_MS + Math.floor(share * HOUR_MS);
}

/** The notice that is to be given at a moment; null when none is, because of the time or because it was given before (`announced`). */
export function expiryNoticeAt(now: Date, expiresAt: string, announced: number | null): ExpiryNotice | null {
  const left = Date.parse(expiresAt) - now.getTime();
  const due = left <= 0 ? undefined : notices.find((days) => left <= days * DAY_MS);
  return due === undefined || (announced !== null && announced <= due) ? null : due;
}
