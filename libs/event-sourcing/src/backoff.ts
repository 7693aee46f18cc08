import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/**
 * Waits before attempt number `attempt + 1`: longer each time, never over five seconds, spread so that many do not come back at once. A longer
 * wait that was asked for, `restSeconds`, comes before.
 */
export async function backoff(attempt: number, signal?: AbortSignal, restSeconds = 0): Promise<void> {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  await delay(restSeconds * 1000 + full / 2 + Math.random() * (full / 2), undefined, { ref: true, ...(signal && { signal }) });
}
