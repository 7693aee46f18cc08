import { setTimeout as delay } from 'node:timers/promises';

/** Sends one request; `index` counts them. */
export type Send = (index: number) => Promise<unknown>;

/**
 * Sends at a fixed rate, whether or not answers come, and answers the milliseconds from when each request was due to its answer: a server that
 * stalls is charged with all the requests that it keeps waiting.
 */
export async function steadily(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  send: Send,
): Promise<number[]> {
  const begin = performance.now();
  const timed = async (index: number): Promise<number> => {
    const due = begin + (index * 1000) / perSecond;
    await delay(Math.max(0, due - performance.now()));
    await send(index);
    return performance.now() - due;
  };
  return Promise.all(Array.from({ length: perSecond * seconds }, (_, index) => timed(index)));
}

/** Lets so many clients send one request after the other, and answers how many were answered per second. */
export async function saturating(
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
  send: Send,
): Promise<number> {
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let sent = 0;
  let answered = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      await send(sent++);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (answered * 1000) / (performance.now() - begin);
}

/** The value that this share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('There is no percentile of nothing.');
  return value;
}
