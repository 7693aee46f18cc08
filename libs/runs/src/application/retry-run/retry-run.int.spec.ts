import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CLOCK, DeciderRepository, ID_GENERATOR } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { planStream } from '@holdfast/plans/contracts';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { planRunsStream, runStream } from '../../contracts/run.events.ts';
import { order } from '../../testing/one-run.ts';
import { CancelRun } from '../cancel-run/cancel-run.command.ts';
import { CancelRunHandler } from '../cancel-run/cancel-run.handler.ts';
import { RequestRun } from '../request-run/request-run.command.ts';
import { RequestRunHandler } from '../request-run/request-run.handler.ts';
import { RunRequests } from '../request-run/run-requests.ts';
import { StartRunHandler } from '../start-run/start-run.handler.ts';
import { RetryRun } from './retry-run.command.ts';
import { RetryRunHandler } from './retry-run.handler.ts';

const window = { start: '22:00', end: '06:00', timezone: 'UTC' };

let bench: Bench;
let application: TestingModule;
let planId: string;
let runId: string;

beforeAll(async () => {
  bench = await openBench(organizationEvents);
  application = await Test.createTestingModule({
    imports: [CqrsModule.forRoot()],
    providers: [
      { provide: DeciderRepository, useValue: bench.repository },
      { provide: CLOCK, useValue: bench.clock },
      { provide: ID_GENERATOR, useValue: bench.newId },
      ...[RunRequests, RequestRunHandler, StartRunHandler, RetryRunHandler, CancelRunHandler],
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
  ({ id: runId } = await give<{ id: string }>(new RequestRun({ planId }, bench.context())));
});

const give = <T>(command: object): Promise<T> => application.get(CommandBus).execute(command as never);
const retry = (context = bench.context(), ignoreWindow = false) => give<{ id: string }>(new RetryRun({ runId, ignoreWindow }, context));
const cancel = (context = bench.context(), reason: string | null = null) => give(new CancelRun({ runId, reason }, context));
const ends = (type: string, data: object = {}) =>
  bench.store(runStream(runId), { type, data: { runId, planId, captured: 1, unchanged: 0, failed: 1, missing: [], ...data } });
const eventsOf = async (id: string) => (await bench.stored(runStream(id))).map(({ type }) => type);

describe('cancelling a run', () => {
  it('is said once in its stream, with the reason, and lets the plan run again', async () => {
    await cancel(bench.context(), 'not tonight');
    await cancel();
    expect((await bench.stored(runStream(runId))).slice(1)).toEqual([
      { type: 'RunCancelled', data: { runId, planId, reason: 'not tonight', endedAt: bench.clock().toISOString() } },
    ]);
    const { id: next } = await give<{ id: string }>(new RequestRun({ planId }, bench.context()));
    expect(await eventsOf(next)).toEqual(['RunStarted']);
  });

  it('is refused when the run has ended, or never was', async () => {
    await ends('RunCompleted');
    await expect(cancel()).rejects.toMatchObject({ code: 'RUN_HAS_ENDED' });
    runId = 'unknown';
    await expect(cancel()).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });
});

describe('retrying a run', () => {
  it.each(['RunEndedIncomplete', 'RunCancelled'])('starts another one that names it, after %s', async (type) => {
    await ends(type);
    const { id } = await retry();
    const retried = { ...order, retryOf: runId };
    expect((await bench.stored(planRunsStream(planId))).at(-1)).toEqual({
      ...{ type: 'RunRequested', data: { planId, runId: id, order: retried } },
    });
    expect(await bench.stored(runStream(id))).toMatchObject([{ type: 'RunStarted', data: { runId: id, planId, ...retried } }]);
  });

  it('does it as the run was told, in its window unless a person says otherwise, whatever became of the plan', async () => {
    await ends('RunCancelled');
    await bench.store(planStream(planId), { type: 'PlanEdited', data: { planId, before: {}, after: { window } } });
    const { id: windowed } = await give<{ id: string }>(new RequestRun({ planId }, bench.context()));
    runId = windowed;
    await cancel();
    const { id: waiting } = await retry();
    expect(await eventsOf(waiting)).toEqual(['RunStarted', 'RunPaused']);
    runId = waiting;
    await cancel();
    expect(await eventsOf((await retry(bench.context(), true)).id)).toEqual(['RunStarted']);
  });

  it('is refused while a run of the plan is going: this one, or another', async () => {
    await expect(retry()).rejects.toMatchObject({ code: 'RUN_ALREADY_GOING', details: { runId } });
    await cancel();
    const { id: other } = await give<{ id: string }>(new RequestRun({ planId }, bench.context()));
    await expect(retry()).rejects.toMatchObject({ code: 'RUN_ALREADY_GOING', details: { runId: other } });
  });

  it('is refused when the run left nothing undone, never was, or its plan is gone', async () => {
    await ends('RunCompleted');
    await expect(retry()).rejects.toMatchObject({ code: 'NOTHING_TO_RETRY' });
    ({ id: runId } = await give<{ id: string }>(new RequestRun({ planId }, bench.context())));
    await cancel();
    await bench.store(planStream(planId), { type: 'PlanDeleted', data: { planId, name: 'Nightly' } });
    await expect(retry()).rejects.toMatchObject({ code: 'PLAN_NOT_FOUND' });
    runId = 'unknown';
    await expect(retry()).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });

  it('answers the same run when the same command comes again', async () => {
    await cancel();
    const context = bench.context();
    const { id } = await retry(context);
    expect(await retry(context)).toEqual({ id });
    expect(await eventsOf(id)).toEqual(['RunStarted']);
  });
});
