import type { ReadModelsStatus } from '@holdfast/event-sourcing';

/** Why queries cannot be answered yet, or not any more, as a sentence; null when they can. Names nothing that only a caller may know. */
export function whyNotReady({ ready, standsStillAt, eventsSinceStart, eventsPerSecond, lagSeconds }: ReadModelsStatus): string | null {
  if (ready) return null;
  if (standsStillAt) return 'The read models stand still at an event that they cannot apply; GET /api/v1/read-models names it.';
  const applied = `${eventsSinceStart.toLocaleString('en')} events applied, ${eventsPerSecond.toLocaleString('en')} a second at present`;
  const shown = lagSeconds === null ? '' : `; they show what was stored until ${Math.round(lagSeconds).toLocaleString('en')} seconds ago`;
  return `The read models are catching up: ${applied}${shown}.`;
}
