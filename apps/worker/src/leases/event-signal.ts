import type { PositionedEvent, ReadModels } from '@holdfast/event-sourcing';

/** Waits for an event that answers, until a time (milliseconds since 1970); null when none came. Rejects when the signal aborts. */
export async function nextEvent<T>(
  readModels: ReadModels,
  answer: (event: PositionedEvent) => T | undefined,
  options: { readonly until: number; readonly now: number; readonly signal: AbortSignal },
): Promise<T | null> {
  const { promise, resolve, reject } = Promise.withResolvers<T | null>();
  const stopListening = readModels.onApplied((events) => {
    for (const event of events) {
      const found = answer(event);
      if (found !== undefined) resolve(found);
    }
  });
  const timer = setTimeout(resolve, Math.min(2 ** 31 - 1, Math.max(0, options.until - options.now)), null);
  const abort = () => {
    reject(new DOMException('the worker stops', 'AbortError'));
  };
  if (options.signal.aborted) abort();
  options.signal.addEventListener('abort', abort, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    stopListening();
    options.signal.removeEventListener('abort', abort);
  });
}
