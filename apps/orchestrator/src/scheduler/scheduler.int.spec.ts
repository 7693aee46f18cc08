import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CLOCK, DeciderRepository, ID_GENERATOR, ReadModels, timeOfOrderedId, type DomainEvent } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { plansProjection } from '@holdfast/plans';
import { planStream } from '@holdfast/plans/contracts';
import { QUOTA_RULES, RunsModule } from '@holdfast/runs';
import { planRunsStream, runStream, type PlanRunsEvent } from '@holdfast/runs/contracts';
import { Global, Logger, Module, type DynamicModule } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { Scheduler } from './scheduler.ts';

const hour = 3_600_000;
const day = 24 * hour;

@Global()
@Module({})
class PlatformModule {
  static of(bench: Bench, readModels: ReadModels): DynamicModule {
    const providers = [
      { provide: DeciderRepository, useValue: bench.repository },
      { provide: ReadModels, useValue: readModels },
      { provide: CLOCK, useValue: bench.clock },
      { provide: ID_GENERATOR, useValue: bench.newId },
      { provide: QUOTA_RULES, useValue: {} },
    ];
    return { module: PlatformModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}

let bench: Bench;
let readModels: readonly ReadModels[];
let application: TestingModule;
const running: Scheduler[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  bench = await openBench();
  readModels = ['one', 'two'].map(
    (name) => new ReadModels({ directory: join(bench.directory, name), projections: [plansProjection], eventStore: bench.eventStore }),
  );
  await Promise.all(readModels.map((each) => each.start()));
  application = await Test.createTestingModule({
    imports: [CqrsModule.forRoot(), PlatformModule.of(bench, readModels[0]!), RunsModule],
  }).compile();
  await application.init();
});

afterAll(async () => {
  await application.close();
  await Promise.all(readModels.map((each) => each.close()));
  await bench[Symbol.asyncDispose]();
});

let planId: string;
const schedule = { cron: '0 3 * * *', timezone: 'Europe/Vienna' };
const inPlan = (type: string, data: object = {}): DomainEvent => ({ type, data: { planId, organizationId: 'acme', ...data } });
const terms = {
  ...{ name: 'Nightly', repositories: { include: ['*'], exclude: [] }, content: { git: true, lfs: false, metadata: [] } },
  ...{ schedule, window: null, retention: {} },
};

/** It is eight in the morning in UTC, nine in Vienna. */
beforeEach(async () => {
  planId = bench.newId();
  const eight = new Date(bench.clock());
  eight.setUTCHours(32, 0, 0, 0);
  bench.passTime(eight.getTime() - bench.clock().getTime());
  await bench.store(planStream(planId), inPlan('PlanCreated', terms));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.beforeApplicationShutdown()));
  await bench.store(planStream(planId), inPlan('PlanDeleted'));
});

const scheduler = (which: 0 | 1 = 0) => new Scheduler(readModels[which]!, application.get(CommandBus), bench.clock);

/** A look of a new scheduler that sees everything stored so far: it may as well be the first after a restart. */
async function look(which: 0 | 1 = 0): Promise<void> {
  await readModels[which]!.waitFor(await readModels[which]!.lastStored());
  const one = scheduler(which);
  await one.look();
  await one.beforeApplicationShutdown();
}

const requests = async () => (await bench.stored(planRunsStream(planId))) as readonly PlanRunsEvent[];
const told = async () => (await requests()).map(({ type, data }) => [type, data.scheduledFor]);
const endRun = (runId: string) =>
  bench.store(runStream(runId), { type: 'RunCompleted', data: { runId, planId, endedAt: bench.clock().toISOString() } });
/** Three in the morning in Vienna, on the present day. */
const threeToday = () => new Date(Math.floor(bench.clock().getTime() / day) * day + 2 * hour).toISOString();

describe('the scheduler', () => {
  it('starts a run when its time has come, and not before', async () => {
    bench.passTime(18 * hour - 1);
    await look();
    expect(await told()).toEqual([]);
    bench.passTime(1);
    await look();
    const [{ data }] = (await requests()) as [PlanRunsEvent];
    expect(await told()).toEqual([['RunRequested', bench.clock().toISOString()]]);
    expect(timeOfOrderedId(data.runId)).toBe(bench.clock().getTime());
    expect((await bench.stored(runStream(data.runId))).map(({ type }) => type)).toEqual(['RunStarted']);
    const last = await bench.eventStore.readLast(runStream(data.runId));
    expect(last).toMatchObject({ metadata: { actor: 'scheduler' } });
  });

  it('starts it once, however often it looks', async () => {
    bench.passTime(18 * hour);
    for (let times = 0; times < 3; times += 1) await look();
    const [{ data }] = (await requests()) as [PlanRunsEvent];
    await endRun(data.runId);
    await look();
    expect(await requests()).toHaveLength(1);
  });

  it('makes up once for all that was missed while no process lived', async () => {
    bench.passTime(4 * day);
    await look();
    expect(await told()).toEqual([['RunRequested', threeToday()]]);
    await look();
    expect(await requests()).toHaveLength(1);
  });

  it('makes up for nothing that was before the plan was made, resumed, or its schedule changed', async () => {
    await look();
    await bench.store(planStream(planId), inPlan('PlanPaused', { reason: null }));
    bench.passTime(3 * day);
    await look();
    await bench.store(planStream(planId), inPlan('PlanResumed'));
    await look();
    bench.passTime(hour);
    const earlier = { cron: '0 2 * * *', timezone: 'Europe/Vienna' };
    await bench.store(planStream(planId), inPlan('PlanEdited', { before: { schedule }, after: { schedule: earlier } }));
    await look();
    expect(await told()).toEqual([]);
    bench.passTime(day);
    await look();
    expect(await requests()).toHaveLength(1);
  });

  it('skips a time at which a run is still going on, and says so; the next time it starts one', async () => {
    bench.passTime(18 * hour);
    await look();
    bench.passTime(day);
    await look();
    await look();
    const [{ data }] = (await requests()) as [PlanRunsEvent];
    const skipped = { type: 'ScheduledRunSkipped', data: { planId, runId: data.runId, scheduledFor: threeToday() } };
    expect((await requests()).slice(1)).toEqual([skipped]);
    await endRun(data.runId);
    await look();
    expect(await requests()).toHaveLength(2);
    bench.passTime(day);
    await look();
    expect((await told()).at(-1)).toEqual(['RunRequested', threeToday()]);
  });

  it('leaves a paused plan to people', async () => {
    await bench.store(planStream(planId), inPlan('PlanPaused', { reason: null }));
    bench.passTime(2 * day);
    await look();
    expect(await told()).toEqual([]);
  });

  it('may be there twice: they start one run', async () => {
    bench.passTime(18 * hour);
    await Promise.all([look(0), look(1), look(0), look(1)]);
    expect(await requests()).toHaveLength(1);
    const [{ data }] = (await requests()) as [PlanRunsEvent];
    expect(await bench.stored(runStream(data.runId))).toHaveLength(1);
  });

  it('tries again what could not be started', async () => {
    bench.passTime(18 * hour);
    await readModels[0]!.waitFor(await readModels[0]!.lastStored());
    const unreachable = { execute: () => Promise.reject(new Error('the event store cannot be reached')) };
    const one = new Scheduler(readModels[0]!, unreachable as unknown as CommandBus, bench.clock);
    await one.look();
    await one.beforeApplicationShutdown();
    await look();
    expect(await requests()).toHaveLength(1);
  });

  it('looks by itself when the time has come, and when a plan was changed', async () => {
    const started = Promise.withResolvers<PlanRunsEvent>();
    const stopListening = readModels[0]!.onApplied((events) => {
      const own = events.find(({ stream }) => stream === planRunsStream(planId));
      if (own) started.resolve(own as unknown as PlanRunsEvent);
    });
    bench.passTime(18 * hour - 30);
    await readModels[0]!.waitFor(await readModels[0]!.lastStored());
    const one = scheduler();
    running.push(one);
    one.onApplicationBootstrap();
    await one.look();
    expect(await told()).toEqual([]);
    bench.passTime(30);
    expect(await started.promise).toMatchObject({ type: 'RunRequested', data: { scheduledFor: bench.clock().toISOString() } });
    stopListening();
  });
});
