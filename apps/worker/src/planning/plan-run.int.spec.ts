import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStoreUnavailableError } from '@holdfast/event-sourcing';
import {
  accountStream,
  repositoryStream,
  runStream,
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

async function lastOf(runId: string): Promise<RunEvent> {
  return (await place.bed.events<RunEvent>(runStream(runId))).at(-1)!;
}

/** By slug: they are written down at the same time. */
async function tasksOf(runId: string): Promise<TaskPlanned['data'][]> {
  const all = (await place.bed.allEvents([taskStreams])).map((event) => JSON.parse(event) as TaskPlanned);
  const tasks = all.filter(({ type, data }) => (type as string) === 'TaskPlanned' && data.runId === runId).map(({ data }) => data);
  return tasks.sort((a, b) => a.repository.slug.localeCompare(b.repository.slug));
}

async function plannedFrom(include: string[]): Promise<string> {
  const runId = await place.scene.startRun(include);
  await planRun(place.bed.environment, runId, never);
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

  it('takes the repositories of a project, and says which patterns fit nothing', async () => {
    const key = place.simulator.repositories.find(({ slug }) => slug === 'web')!.projectKey;
    const runId = await plannedFrom([`project:${key}`, 'ghost-*']);
    const ofProject = place.simulator.repositories.filter(({ projectKey }) => projectKey === key).map(({ slug }) => slug);
    expect((await tasksOf(runId)).map(({ repository }) => repository.slug)).toEqual(ofProject.sort());
    expect(await lastOf(runId)).toMatchObject({ type: 'RunPlanned', data: { patternsWithoutEffect: ['ghost-*'] } });
  });

  it('notes also the repositories that the plan leaves out', async () => {
    const { id } = place.reference('payments-api');
    await plannedFrom(['web']);
    const [first] = await place.bed.events<RepositoryEvent>(repositoryStream(id));
    expect(first).toMatchObject({ type: 'RepositoryDiscovered', data: { repository: { slug: 'payments-api' } } });
  });

  it('takes a new repository with the next run, by itself', async () => {
    const slug = await place.simulator.control.createRepository('Web Shop');
    const runId = await plannedFrom(['web*']);
    expect((await tasksOf(runId)).map(({ repository }) => repository.slug)).toEqual(['web', slug]);
    place.simulator.control.deleteRepository(slug);
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
  const refused = async (runId: string, reason: unknown) => {
    expect(await tasksOf(runId)).toEqual([]);
    expect(await lastOf(runId)).toMatchObject({
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

  it('when the primary credential does not work, whatever the others might see', async () => {
    const { admin, additional } = place.simulator.credentials;
    const fault = { path: 'GET /2.0/repositories/acme$', account: admin.account, effect: { kind: 'status', status: 401 } } as const;
    place.simulator.control.addFault(fault);
    place.requestsSince();
    const runId = await plannedFrom(['*']);
    await refused(runId, 'No credential that the plan may use works at present.');
    expect(place.requestsSince().api).toBe(1);
    expect(await place.bed.events(accountStream(admin.account), 'AccountRejected')).toHaveLength(1);
    for (const { account } of additional) expect(await place.bed.events(accountStream(account))).toEqual([]);
  });

  it('when the listing breaks on its second page: the first is no backup', async () => {
    const { control } = place.simulator;
    for (let number = 1; number <= 97; number++) await control.createRepository(`Extra ${number}`);
    const listing = 'GET /2.0/repositories/acme$';
    control.addFault({ path: listing, effect: { kind: 'slow', milliseconds: 0 } }); // takes the first page
    control.addFault({ path: listing, effect: { kind: 'status', status: 404 } });
    place.requestsSince();
    const runId = await plannedFrom(['*']);
    expect(place.requestsSince().api).toBe(2);
    await refused(runId, expect.stringContaining('404'));
  });
});
