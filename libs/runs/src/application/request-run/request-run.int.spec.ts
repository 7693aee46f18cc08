import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CLOCK, DeciderRepository, ID_GENERATOR, type CommandContext } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { planStream } from '@holdfast/plans/contracts';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { planRunsStream, runStream } from '../../contracts/run.events.ts';
import { order } from '../../testing/one-run.ts';
import { EndRun } from '../end-run/end-run.command.ts';
import { EndRunHandler } from '../end-run/end-run.handler.ts';
import { StartRunHandler } from '../start-run/start-run.handler.ts';
import { ReportOnRun } from '../worker-reports/worker-reports.command.ts';
import { ReportOnRunHandler } from '../worker-reports/worker-reports.handlers.ts';
import { RequestRun } from './request-run.command.ts';
import { RequestRunHandler } from './request-run.handler.ts';
import { RunRequests } from './run-requests.ts';

let bench: Bench;
let application: TestingModule;
let planId: string;

beforeAll(async () => {
  bench = await openBench(organizationEvents);
  application = await Test.createTestingModule({
    imports: [CqrsModule.forRoot()],
    providers: [
      { provide: DeciderRepository, useValue: bench.repository },
      { provide: CLOCK, useValue: bench.clock },
      { provide: ID_GENERATOR, useValue: bench.newId },
      ...[RunRequests, RequestRunHandler, StartRunHandler, EndRunHandler, ReportOnRunHandler],
    ],
  }).compile();
  await application.init();
});

afterAll(async () => {
  await application.close();
  await bench[Symbol.asyncDispose]();
});

beforeEach(async () => {
  planId = bench.newId();
  await bench.store(planStream(planId), { type: 'PlanCreated', data: { planId, name: 'Nightly', ...order } });
});

const give = <T>(command: { readonly context: CommandContext }): Promise<T> => application.get(CommandBus).execute(command as never);
const request = (context = bench.context()) => give<{ id: string }>(new RequestRun({ planId }, context));
const endRun = async (runId: string) => {
  await give(new ReportOnRun({ type: 'RecordPlan', runId, tasks: 0, leftOut: 0 }, bench.context()));
  await give(new EndRun({ runId, captured: 0, unchanged: 0, failed: 0, missing: [] }, bench.context()));
};
const requestedRuns = async () => (await bench.stored(planRunsStream(planId))).map(({ data }) => (data as { runId: string }).runId);

describe('requesting a run', () => {
  it('starts it with what the plan says now', async () => {
    const { id: runId } = await request();
    const startedAt = bench.clock().toISOString();
    expect(await bench.stored(planRunsStream(planId))).toEqual([{ type: 'RunRequested', data: { planId, runId, order } }]);
    expect(await bench.stored(runStream(runId))).toEqual([{ type: 'RunStarted', data: { runId, planId, ...order, startedAt } }]);
  });

  it('is refused while a run of the plan is going, and accepted once that has ended', async () => {
    const { id: first } = await request();
    await expect(request()).rejects.toMatchObject({ code: 'RUN_ALREADY_GOING', details: { runId: first } });
    await endRun(first);
    const { id: second } = await request();
    expect(await requestedRuns()).toEqual([first, second]);
    await expect(request()).rejects.toMatchObject({ code: 'RUN_ALREADY_GOING', details: { runId: second } });
  });

  it('is refused also while the run of a crashed process is only requested', async () => {
    await bench.store(planRunsStream(planId), { type: 'RunRequested', data: { planId, runId: 'lost', order } });
    await expect(request()).rejects.toMatchObject({ code: 'RUN_ALREADY_GOING', details: { runId: 'lost' } });
  });

  it('lets one of several win that come at once', async () => {
    const outcomes = await Promise.allSettled([request(), request(), request()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await requestedRuns()).toHaveLength(1);
  });

  it('answers the same run when the same command comes again, and starts no other', async () => {
    const context = bench.context();
    const { id } = await request(context);
    expect(await request(context)).toEqual({ id });
    expect(await requestedRuns()).toEqual([id]);
    expect(await bench.stored(runStream(id))).toHaveLength(1);
  });

  it('needs a plan', async () => {
    planId = bench.newId();
    await expect(request()).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
  });

  it('keeps to the window of the plan unless a person says otherwise', async () => {
    const window = { start: '22:00', end: '06:00', timezone: 'UTC' };
    await bench.store(planStream(planId), { type: 'PlanEdited', data: { planId, before: { window: null }, after: { window } } });
    const { id: waiting } = await request();
    expect(await bench.stored(runStream(waiting))).toMatchObject([
      { type: 'RunStarted', data: { window } },
      { type: 'RunPaused', data: { resumesAt: '2026-11-22T22:00:00.000Z' } },
    ]);
    await endRun(waiting);
    const { id: atOnce } = await give<{ id: string }>(new RequestRun({ planId, ignoreWindow: true }, bench.context()));
    const [started, ...more] = await bench.stored(runStream(atOnce));
    expect(started).toMatchObject({ type: 'RunStarted', data: order });
    expect([started && 'window' in started.data, more]).toEqual([false, []]);
  });
});
