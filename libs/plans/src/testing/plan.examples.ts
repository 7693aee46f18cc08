import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { PlanEvent } from '../contracts/plan.events.ts';

const planId = '019ab2e1-4f60-7d0a-9c3b-5a2e8f7d6c05';
const organizationId = '019ab2d4-6c1e-7a44-9d1c-3f0b6a2e1c01';
const credentialId = '019ab2d9-10f3-7b0e-8a55-71c3de0a9b02';
const repositories = { include: ['*'], exclude: ['*-sandbox'] };
const content = { git: true, lfs: false, metadata: ['pullrequests'] };
const ofPlan = { planId, organizationId };

export const planExamples: EventExamples<PlanEvent> = {
  PlanCreated: [
    {
      ...{ ...ofPlan, name: 'Nightly', repositories, content },
      schedule: { cron: '0 2 * * *', timezone: 'Europe/Berlin' },
      window: { start: '22:00', end: '06:00' },
      retention: { daily: 7, weekly: 4 },
    },
    {
      ...{ ...ofPlan, clonedFrom: '019ab2df-0000-7d0a-9c3b-5a2e8f7d6c0e', name: 'Payroll', repositories, content },
      ...{ schedule: null, window: { start: '22:00', end: '06:00', timezone: 'Europe/Berlin' }, retention: { daily: 7 } },
    },
    { ...ofPlan, name: 'By hand', repositories, content, schedule: null, window: null, retention: {} },
  ],
  PlanEdited: [
    {
      ...ofPlan,
      before: { schedule: { cron: '0 2 * * *', timezone: 'Europe/Berlin' }, retention: { daily: 7, weekly: 4 } },
      after: { schedule: { cron: '30 1 * * 1-5', timezone: 'Europe/Berlin' }, retention: { daily: 14, weekly: 4 } },
    },
    {
      ...ofPlan,
      before: { name: 'Nightly', repositories, content, window: { start: '22:00', end: '06:00' } },
      after: {
        ...{ name: 'All nights', repositories: { include: ['project:SHOP'], exclude: [] }, content: { ...content, lfs: true } },
        window: null,
      },
    },
    { ...ofPlan, before: { window: null }, after: { window: { start: '22:00', end: '06:00', timezone: 'Europe/Berlin' } } },
    { ...ofPlan, before: { schedule: { cron: '0 2 * * *', timezone: 'Europe/Berlin' } }, after: { schedule: null } },
  ],
  PlanPaused: [
    { ...ofPlan, reason: 'Bitbucket moves our workspace this week' },
    { ...ofPlan, reason: null },
  ],
  PlanResumed: [ofPlan],
  PlanDeleted: [{ ...ofPlan, name: 'Nightly' }],
  AdditionalCredentialsSwitchedOn: [ofPlan],
  AdditionalCredentialsSwitchedOff: [ofPlan],
  PlanCredentialEnabled: [{ ...ofPlan, credentialId, label: 'backup-2' }],
  PlanCredentialDisabled: [{ ...ofPlan, credentialId, reason: 'the credential was removed from the organization' }],
};
