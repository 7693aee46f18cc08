import type { ReadModels } from '@holdfast/event-sourcing';

const EVERY_MS = 5_000;

/** Resolves when the read models have caught up. Says now and then how far they are: to build them from a long history takes minutes. */
export async function startReadModels(readModels: Pick<ReadModels, 'start' | 'status'>, say: (sentence: string) => void): Promise<void> {
  const telling = setInterval(() => {
    const { eventsSinceStart, eventsPerSecond } = readModels.status();
    say(`catching up: ${eventsSinceStart.toLocaleString('en')} events applied, ${eventsPerSecond.toLocaleString('en')} a second`);
  }, EVERY_MS);
  try {
    await readModels.start();
  } finally {
    clearInterval(telling);
  }
}
