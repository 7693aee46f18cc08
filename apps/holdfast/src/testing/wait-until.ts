import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is the one that is waited for; throws with the last one when that takes too long. */
export async function waitUntil<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean, timeoutMs = 150_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`it never came: ${JSON.stringify(answer)}`);
    await delay(50);
  }
}
