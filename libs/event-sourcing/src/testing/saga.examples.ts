import type { SagaAdvanced, SagaCheckpointReached } from '../saga-events.ts';
import type { SagaParkedEvent } from '../saga-parked.events.ts';
import type { EventExamples } from './event-examples.ts';

const runId = '019ab300-0000-7e21-8d4f-16b7c8d9ea06';
const taskId = '019ab300-085d-7a10-b0c4-2f3e4d5c6b08';
const position = '48217/48217';
const correlationId = '019ab2ff-fe10-7a20-b830-c4d0e5f6a70d';
const limited = {
  saga: 'SwitchAccountWhenRefused',
  instance: taskId,
  eventId: '4a7d1ed4-14e5-5c8b-9a63-0b2f7c6d8e0e',
};
const event = { type: 'AccountRateLimited', stream: 'account-5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f', revision: 211 };
const move = {
  type: 'MoveTaskToAnotherAccount',
  data: {
    taskId,
    bucket: 'api',
    accountId: '5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f',
    credentialId: '019ab2d4-6c1e-7a44-9d1c-4a1f5be07703',
    leaseId: '019ab303-0a11-7b22-9c33-4d44ee55ff0a',
    reason: 'RATE_LIMITED',
  },
};
const ended = {
  saga: 'EndRunWhenTasksHaveEnded',
  instance: runId,
  eventId: '6f9619ff-8b86-5d11-b42d-00cf4fc9640f',
};
const { saga, instance } = limited;

/** What the events of sagas may say, by stored name. */
export const sagaExamples: EventExamples<SagaAdvanced | SagaCheckpointReached | SagaParkedEvent> = {
  SagaAdvanced: [
    { ...limited, position, event, correlationId, state: {}, commands: [move] },
    {
      ...{ ...ended, position, correlationId },
      state: { planned: 44, captured: 3, unchanged: 12, failed: 1, missing: [{ repository: 'acme/payroll', reason: 'git: cut off' }] },
      commands: [],
    },
  ],
  SagaCommandParked: [
    {
      ...{ ...limited, event: { ...event, position }, command: move },
      ...{ code: 'TASK_NOT_FOUND', message: `There is no task ${taskId}.` },
    },
    { ...ended, command: null, code: 'EVENT_NOT_UNDERSTOOD', message: "Cannot read properties of undefined (reading 'fullName')" },
  ],
  SagaCheckpointReached: [{ saga, position }],
  SagaReplayRequested: [{ saga, instance, replay: 1 }],
  SagaReplayed: [{ saga, instance, replay: 1 }],
  SagaReplayRefused: [{ saga, instance, replay: 1, code: 'TASK_NOT_FOUND', message: `There is no task ${taskId}.` }],
  SagaParkedDiscarded: [{ saga, instance, reason: 'The run has ended long ago.' }],
};
