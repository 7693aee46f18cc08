import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ReadModels, ReadModelsStatus } from '@holdfast/event-sourcing';
import { startReadModels } from './start-read-models.ts';

describe('starting read models', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('says every five seconds how far they are, until they have caught up', async () => {
    const caughtUp = Promise.withResolvers<void>();
    let eventsSinceStart = 0;
    const said: string[] = [];
    const readModels: Pick<ReadModels, 'start' | 'status'> = {
      start: () => caughtUp.promise,
      status: () => ({ eventsSinceStart: (eventsSinceStart += 100_000), eventsPerSecond: 20_000 }) as ReadModelsStatus,
    };
    const started = startReadModels(readModels, (sentence) => said.push(sentence));
    jest.advanceTimersByTime(10_000);
    caughtUp.resolve();
    await started;
    jest.advanceTimersByTime(60_000);
    expect(said).toEqual(['catching up: 100,000 events applied, 20,000 a second', 'catching up: 200,000 events applied, 20,000 a second']);
  });
});
