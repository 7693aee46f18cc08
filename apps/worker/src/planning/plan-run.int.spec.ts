import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreUnavailableError } from '@holdfast/event-sourcing';
import {
  accountStream,
  repositoryStream,
  runStream,
  taskStream,
  taskStreams,
  type RepositoryEvent,
  type RunEvent,
  type TaskPlanned,
} from '@holdfast/runs/contracts';
import { dyingAt } from '../testing/dying-at.ts';
import { SimulatedWorkplace } from '../testing/simulated-workplace.ts';
import { planRun } from './plan-run.job.ts';

const never = new AbortController().signal;

let place: SimulatedWorkplace;
beforeAll(async () => {
  place = await SimulatedWorkplace.start();
});
afterAll(async () => {
  await place[Symbol.asyncDispose]();
});

async function lastOf(runId: string, { bed } = place): Promise<RunEvent> {
  return (await bed.events<RunEvent>(runStream(runId))).at(-1)!;
}

/** By slug: they are written down at the same time. */
async function tasksOf(runId: string, { bed } = place): Promise<TaskPlanned['data'][]> {
  const all = (await bed.allEvents([taskStreams])).map((event) => JSON.parse(event) as TaskPlanned);
  const tasks = all.filter(({ type, data }) => (type as string) === 'TaskPlanned' && data.runId === runId).map(({ data }) => data);
  return tasks.sort((a, b) => a.repository.slug.localeCompare(b.repository.slug));
}

async function plannedFrom(include: string[], { scene, bed } = place): Promise<string> {
  const runId = await scene.startRun(include);
  await planRun(bed.environment, runId, never);
  return runId;
}

describe('The planning of a run', () => {
  it('gives each repository of the organization a task', async () => {
    const runId = await plannedFrom(['*']);
    const tasks = await tasksOf(runId);
    const slugs = ['infrastructure', 'mobile-app', 'payments-api', 'web'];
    expect(tasks.map(({ repository }) => repository)).toEqual(slugs.map((slug) => place.reference(slug)));
    const { organizationId, planId, content } = place.scene;
    expect(tasks[0]).toMatchObject({ runId, organizationId, planId, content });
    expect(await lastOf(runId)).toMatchObject({ type: 'RunPlanned', data: { tasks: 4, leftOut: 0 } });
  });

  it('leaves out what the plan does not take, and counts it', async () => {
    const runId = await plannedFrom(['*-api', 'acme/WEB']);
    expect((await tasksOf(runId)).map(({ repository }) => repository.slug)).toEqual(['payments-api', 'web']);
    expect(await lastOf(runId)).toMatchObject({ type: 'RunPlanned', data: { tasks: 2, leftOut: 2 } });
  });

  it('notes a repository under its new name when it was renamed', async () => {
    await plannedFrom(['mobile-app']);
    const { id } = place.reference('mobile-app');
    place.simulator.control.renameRepository('mobile-app', 'Pocket App');
    await plannedFrom(['*']);
    const events = await place.bed.events<RepositoryEvent>(repositoryStream(id));
    expect(events.at(-1)).toMatchObject({
      type: 'RepositoryRenamed',
      data: { formerFullName: 'acme/mobile-app', repository: { id, fullName: 'acme/pocket-app', name: 'Pocket App' } },
    });
    place.simulator.control.renameRepository('pocket-app', 'Mobile App');
  });

  it('makes no second task when it is done again after a crash', async () => {
    const runId = await place.scene.startRun();
    await expect(planRun(dyingAt('RecordPlan', place.bed.environment), runId, never)).rejects.toBeInstanceOf(EventStoreUnavailableError);
    const tasks = await tasksOf(runId);
    expect(tasks).toHaveLength(4);
    await planRun(place.bed.environment, runId, never);
    expect(await tasksOf(runId)).toEqual(tasks);
    expect(await lastOf(runId)).toMatchObject({ type: 'RunPlanned', data: { tasks: 4 } });
  });

  it('is not done at all for a run that is planned', async () => {
    const runId = await plannedFrom(['web']);
    place.requestsSince();
    await planRun(place.bed.environment, runId, never);
    expect(place.requestsSince().api).toBe(0);
  });

  it('leaves the run as it is when the worker stops', async () => {
    const runId = await place.scene.startRun();
    await expect(planRun(place.bed.environment, runId, AbortSignal.abort(new Error('the worker stops')))).rejects.toThrow(
      'the worker stops',
    );
    expect(await lastOf(runId)).toMatchObject({ type: 'RunStarted' });
  });
});

describe('A run ends incomplete, with a reason, and nothing is planned', () => {
  const refused = async (runId: string, reason: unknown, at = place) => {
    expect(await tasksOf(runId, at)).toEqual([]);
    expect(await lastOf(runId, at)).toMatchObject({
      type: 'RunEndedIncomplete',
      data: { captured: 0, unchanged: 0, failed: 0, missing: [{ repository: '*', reason }] },
    });
  };

  it('when the provider shows no repository at all', async () => {
    place.simulator.control.addFault({ path: 'GET /2.0/repositories/acme$', effect: { kind: 'empty-list' } });
    await refused(await plannedFrom(['*']), expect.stringContaining('no repository at all'));
  });

  it('when no repository fits the plan', async () => {
    await refused(await plannedFrom(['nothing-like-it']), `None of the 4 repositories fits the plan's patterns.`);
  });

  it('when the listing is refused', async () => {
    place.simulator.control.addFault({ path: 'GET /2.0/repositories/acme$', effect: { kind: 'status', status: 403 } });
    await refused(await plannedFrom(['*']), expect.stringContaining('403'));
  });

  it('when no credential works', async () => {
    const { admin, additional } = place.simulator.credentials;
    const tokens = [admin, ...additional];
    for (const { account } of tokens) {
      const fault = { path: 'GET /2.0/repositories/acme$', account, effect: { kind: 'status', status: 401 } } as const;
      place.simulator.control.addFault(fault);
    }
    const runId = await plannedFrom(['*']);
    await refused(runId, 'No credential that the plan may use works at present.');
    const rejections = await Promise.all(tokens.map(({ account }) => place.bed.events(accountStream(account), 'AccountRejected')));
    expect(rejections.map(({ length }) => length)).toEqual(tokens.map(() => 1));
    expect(await place.bed.events(taskStream(runId))).toEqual([]);
  });

  it('when the listing breaks on its second page: the first is no backup', async () => {
    // Each account may send one request, so the second page is the second account's.
    await using large = await SimulatedWorkplace.start({ rules: { api: { limit: 1 } } });
    const { control, credentials } = large.simulator;
    for (let number = 1; number <= 97; number++) await control.createRepository(`Extra ${number}`);
    const { account } = credentials.additional[0]!;
    control.addFault({ path: 'GET /2.0/repositories/acme$', account, effect: { kind: 'status', status: 404 } });
    const runId = await plannedFrom(['*'], large);
    expect(large.requestsSince().api).toBe(2);
    await refused(runId, expect.stringContaining('404'), large);
  });
});

describe('The listing of a run', () => {
  it('is made by the primary account alone: an account that does not see everything would leave it out without a word', async () => {
    await using other = await SimulatedWorkplace.start();
    const { simulator, bed, scene } = other;
    for (const { account } of simulator.credentials.additional) simulator.control.setMembership(account, 'none');
    for (let times = 1; times <= 3; times++) {
      const runId = await scene.startRun(['*']);
      await planRun(bed.environment, runId, never);
      expect(await lastOf(runId, other)).toMatchObject({ type: 'RunPlanned', data: { tasks: 4, leftOut: 0 } });
    }
  });
});
