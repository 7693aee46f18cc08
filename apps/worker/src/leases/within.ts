/** Node takes a longer time for none at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What the promise gives; null when that was nothing in so many milliseconds. Rejects with its reason when the signal aborts. */
export async function within<T>(promise: Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T | null> {
  signal.throwIfAborted();
  const gaveUp = Promise.withResolvers<null>();
  const timer = setTimeout(gaveUp.resolve, Math.min(LONGEST_TIMER_MS, Math.max(0, milliseconds)), null);
  const abort = () => {
    gaveUp.reject(signal.reason as Error);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, gaveUp.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
