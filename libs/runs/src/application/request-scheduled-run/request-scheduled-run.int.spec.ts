import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CLOCK, DeciderRepository, newContext } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { planStream } from '@holdfast/plans/contracts';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { planRunsStream, runStream } from '../../contracts/run.events.ts';
import { order } from '../../testing/one-run.ts';
import { RunRequests } from '../request-run/run-requests.ts';
import { StartRunHandler } from '../start-run/start-run.handler.ts';
import { RequestScheduledRun } from './request-scheduled-run.command.ts';
import { RequestScheduledRunHandler } from './request-scheduled-run.handler.ts';

const schedule = { cron: '0 3 * * *', timezone: 'Europe/Vienna' };
const scheduledFor = '2026-11-22T02:00:00.000Z';
const window = { start: '22:00', end: '06:00' };

let bench: Bench;
let application: TestingModule;
let planId: string;

beforeAll(async () => {
  bench = await openBench();
  application = await Test.createTestingModule({
    imports: [CqrsModule.forRoot()],
    providers: [
      { provide: DeciderRepository, useValue: bench.repository },
      { provide: CLOCK, useValue: bench.clock },
      ...[RunRequests, RequestScheduledRunHandler, StartRunHandler],
    ],
  }).compile();
  await application.init();
});

afterAll(async () => {
  await application.close();
  await bench[Symbol.asyncDispose]();
});

const inPlan = (type: string, data: object = {}) => bench.store(planStream(planId), { type, data: { planId, ...data } });
const request = (more: object = {}) =>
  application
    .get(CommandBus)
    .execute(new RequestScheduledRun({ planId, schedule, scheduledFor, ...more }, newContext(`scheduled ${planId}`, 'scheduler')));
const requested = () => bench.stored(planRunsStream(planId));

beforeEach(async () => {
  planId = bench.newId();
  await inPlan('PlanCreated', { name: 'Nightly', ...order, schedule, window: null, retention: {} });
});

describe('a run that a schedule asks for', () => {
  it('is started with what the plan says now', async () => {
    await request();
    expect(await requested()).toMatchObject([{ type: 'RunRequested', data: { planId, order, scheduledFor } }]);
  });

  it('is not started when the plan was paused, deleted, or given another schedule in the meantime', async () => {
    await request({ schedule: { ...schedule, cron: '0 4 * * *' } });
    await inPlan('PlanPaused', { reason: null });
    await request();
    await inPlan('PlanResumed');
    await inPlan('PlanDeleted', { name: 'Nightly' });
    await request();
    expect(await requested()).toEqual([]);
  });

  it('waits for the window of its plan from the start, in the time zone of the schedule', async () => {
    await inPlan('PlanEdited', { before: { window: null }, after: { window } });
    await request();
    const [first] = await requested();
    expect(first).toMatchObject({ data: { order: { ...order, window: { ...window, timezone: 'Europe/Vienna' } } } });
    expect(await bench.stored(runStream((first?.data as { runId: string }).runId))).toMatchObject([
      { type: 'RunStarted', data: { window: { ...window, timezone: 'Europe/Vienna' } } },
      { type: 'RunPaused', data: { resumesAt: '2026-11-22T21:00:00.000Z' } },
    ]);
  });
});
