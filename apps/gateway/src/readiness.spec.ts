import { describe, expect, it } from '@jest/globals';
import type { ReadModelsStatus } from '@holdfast/event-sourcing';
import { whyNotReady } from './readiness.ts';

const catchingUp: ReadModelsStatus = {
  ...{ version: 'v1', presentVersion: 'v1', ready: false, caughtUp: false, position: '1/1', rebuild: null, failure: null },
  ...{ events: 250_000, eventsSinceStart: 120_000, eventsPerSecond: 22_000, lagSeconds: 3_600.4, standsStillAt: null },
};
const standsStillAt = { projection: 'plans', eventId: 'e1', type: 'PlanCreated', stream: 'plan-secret', revision: 0, attempts: 6 };

describe('why a process is not ready', () => {
  it('is nothing when it is', () => {
    expect(whyNotReady({ ...catchingUp, ready: true })).toBeNull();
  });

  it('says how far the read models are', () => {
    const applied = 'The read models are catching up: 120,000 events applied, 22,000 a second at present';
    expect(whyNotReady(catchingUp)).toBe(`${applied}; they show what was stored until 3,600 seconds ago.`);
    expect(whyNotReady({ ...catchingUp, lagSeconds: null })).toBe(`${applied}.`);
  });

  it('says that they stand still, and names nothing of the event', () => {
    const sentence = 'The read models stand still at an event that they cannot apply; GET /api/v1/read-models names it.';
    expect(whyNotReady({ ...catchingUp, caughtUp: true, standsStillAt })).toBe(sentence);
  });
});
