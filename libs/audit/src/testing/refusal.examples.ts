import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { RefusalEvent } from '../contracts/refusal.events.ts';

const planId = '019ab2e1-4f60-7d0a-9c3b-5a2e8f7d6c05';
const credentialId = '019ab2d4-6c1e-7a44-9d1c-4a1f5be07703';

/** What the events of refusals may say, by stored name. */
export const refusalExamples: EventExamples<RefusalEvent> = {
  CommandRefused: [
    {
      ...{ command: 'EnablePlanCredential', code: 'CREDENTIAL_NOT_FOUND', message: `There is no credential ${credentialId}.` },
      ...{ organizationId: null, planId, runId: null, about: { planId, credentialId } },
    },
    {
      ...{ command: 'POST /api/v1/restores', code: 'TARGET_EXISTS', message: 'Something exists at the target.' },
      ...{ organizationId: null, planId: null, runId: null, about: {} },
    },
  ],
  CommandRefusalsCounted: [
    {
      ...{ command: 'StartRun', code: 'RUN_GOING_ON', refusals: 212 },
      ...{ from: '2026-11-22T08:00:07.130Z', until: '2026-11-22T08:00:59.871Z' },
    },
  ],
};
