import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeededRandom, type LoggedRequest } from '@holdfast/bitbucket-simulator';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import type { RunView } from '@holdfast/runs/contracts';
import { expect, it } from '@jest/globals';
import { allEvents, repeatedCommands, type StoredEvent } from './testing/all-events.ts';
import { makePeace, MISHAPS, wreakHavoc, wrongClock, type ChaosWorld } from './testing/chaos/chaos.ts';
import { differencesFromSource } from './testing/chaos/compare-with-source.ts';
import { MortalProcess } from './testing/chaos/mortal-process.ts';
import { filesHolding, formsOf, holdsOneOf } from './testing/leaks.ts';
import { ADMINISTRATOR_TOKEN, Scene } from './testing/scene.ts';
import { waitUntil } from './testing/wait-until.ts';

/** More of both find more: each seed is another chaos. */
const FIRST_SEED = Number(process.env['CHAOS_SEED'] ?? 1);
const SEEDS = Number(process.env['CHAOS_SEEDS'] ?? 1);
/** How long each of the two runs is disturbed. */
const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 8);

const REPOSITORIES = 10;
const WINDOW_SECONDS = 4;
const LIMIT = 60;
/** Less than the provider's answers may take, so that those which never come are given up by the work that waits. */
const NO_PROGRESS_SECONDS = 6;
/** Waiting for quota, for retries and for a dead worker's claims, once nothing is disturbed any more. */
const PATIENCE_MS = 120_000;

it.each(Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index))(
  'whatever happens, every repository is captured or named with a reason, and a calm run makes up for it (chaos of seed %i)',
  async (seed) => {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-chaos-'));
    const server = await startEmbeddedEventStore({ directory });
    const story: string[] = [];
    try {
      await using scene = await openScene(server.connectionString);
      await surviveChaos(scene, server.connectionString, seed, story);
      expect(await filesHolding(directory, secretForms(scene))).toEqual([]);
    } catch (error) {
      if (error instanceof Error) error.message += `\n\nWhat happened:\n${story.join('\n')}`;
      throw error;
    } finally {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
  2 * (SECONDS * 1000 + PATIENCE_MS) + 120_000,
);

function openScene(eventStoreUrl: string): Promise<Scene> {
  return Scene.open(
    {
      SIMULATOR_REPOSITORIES: String(REPOSITORIES),
      SIMULATOR_PULL_REQUESTS: '4',
      SIMULATOR_WINDOW_SECONDS: String(WINDOW_SECONDS),
      SIMULATOR_LIMIT_API: String(LIMIT),
      SIMULATOR_LIMIT_GIT: String(LIMIT),
    },
    {
      EVENTSTORE_URL: eventStoreUrl,
      HOLDFAST_ROLE: 'gateway',
      HOLDFAST_NO_PROGRESS_SECONDS: String(NO_PROGRESS_SECONDS),
      BITBUCKET_RATE_WINDOW_SECONDS: String(WINDOW_SECONDS),
      BITBUCKET_LIMIT_API: String(LIMIT),
      BITBUCKET_LIMIT_GIT: String(LIMIT),
    },
  );
}

async function surviveChaos(scene: Scene, eventStoreUrl: string, seed: number, story: string[]): Promise<void> {
  const random = new SeededRandom(seed, 'chaos');
  await using processes = new AsyncDisposableStack();
  const start = async (role: string) => processes.use(await MortalProcess.start(scene.settings, role, wrongClock(random)));
  const [orchestrator, first, second] = await Promise.all(['orchestrator', 'worker', 'worker'].map(start));
  const { organizationId, planId } = await scene.prepare();
  const { admin, additional } = scene.bitbucket;
  const world: ChaosWorld = {
    bitbucket: scene.bitbucket,
    accounts: [admin, ...additional.slice(0, 2)],
    repositories: await slugs(scene),
    processes: { orchestrator: orchestrator!, 'worker 1': first!, 'worker 2': second! },
    windowSeconds: WINDOW_SECONDS,
  };
  for (const round of [1, 2]) {
    story.push(`— run ${round}`);
    const runId = await scene.api.create(`/plans/${planId}/runs`);
    await wreakHavoc(world, random, SECONDS, story);
    await makePeace(world);
    story.push('— peace');
    const run = await endOf(scene, runId);
    story.push(`it is ${run.status}: ${JSON.stringify(run.missing)}`);
    expectHonest(run);
    await changeEverything(scene, world.repositories, round);
  }
  story.push('— a calm run');
  expect(await endOf(scene, await scene.api.create(`/plans/${planId}/runs`))).toMatchObject({ status: 'completed', missing: [] });

  await scene.bitbucket.control('limits', { api: 1_000_000, git: 1_000_000 });
  expect(await differencesFromSource(scene.api, organizationId, scene.bitbucket, join(scene.directory, 'restored'))).toEqual([]);
  expectOnce(await allEvents(eventStoreUrl));
  await expectNothingLeaked(scene, Object.values(world.processes));
  await expectEveryMishap(scene);
}

async function slugs({ bitbucket }: Scene): Promise<string[]> {
  const authorization = `Basic ${Buffer.from(`${bitbucket.admin.email}:${bitbucket.admin.token}`).toString('base64')}`;
  const answer = await fetch(`${bitbucket.apiUrl}/repositories/${bitbucket.workspace.slug}?pagelen=100`, { headers: { authorization } });
  return ((await answer.json()) as { readonly values: readonly { readonly slug: string }[] }).values.map(({ slug }) => slug);
}

function endOf({ api }: Scene, runId: string): Promise<RunView> {
  return waitUntil(
    () => api.run(runId),
    ({ endedAt }) => endedAt !== null,
    PATIENCE_MS,
  );
}

/** Complete, or incomplete with a reason for each repository that is not whole. */
function expectHonest({ status, tasks, missing }: RunView): void {
  expect(['completed', 'incomplete']).toContain(status);
  expect(status === 'completed').toBe(missing.length === 0);
  expect(missing.filter(({ reason }) => reason === '')).toEqual([]);
  if (tasks.planned === null) return; // not even the listing came through, which is the reason given
  expect(tasks).toMatchObject({ planned: REPOSITORIES, running: 0 });
  expect(tasks.captured + tasks.unchanged + tasks.failed).toBe(REPOSITORIES);
  expect(missing.length).toBeGreaterThanOrEqual(tasks.failed);
}

/** So that the next run has something to capture. */
async function changeEverything({ bitbucket }: Scene, repositories: readonly string[], round: number): Promise<void> {
  for (const repository of repositories) {
    await bitbucket.control('push', { repository, branch: `after-run-${round}` });
    await bitbucket.control('comment', { repository, pullRequest: 1, text: `After run ${round}.` }).catch(() => undefined); // some have none
  }
}

function expectOnce(events: readonly StoredEvent[]): void {
  const ends = events.filter(({ type }) => ['TaskCaptured', 'TaskFoundUnchanged', 'TaskFailed'].includes(type));
  const tasks = ends.map(({ data }) => (data as { readonly taskId: string }).taskId);
  expect(tasks).toHaveLength(new Set(tasks).size);
  const planned = events.filter(({ type }) => type === 'TaskPlanned').map(({ data }) => (data as { readonly taskId: string }).taskId);
  expect(new Set(tasks)).toEqual(new Set(planned));
  expect(repeatedCommands(events)).toEqual([]);
  const parked = events.filter(({ type }) => type === 'SagaCommandParked').map(({ data }) => data as { readonly code: string });
  // A revoked credential is tried again, and nobody can say anything about it while its account is refused: that is left to a person.
  expect(parked.filter(({ code }) => code !== 'PROVIDER_RATE_LIMITED')).toEqual([]);
}

async function expectNothingLeaked(scene: Scene, processes: readonly MortalProcess[]): Promise<void> {
  const forms = secretForms(scene);
  expect(await filesHolding(join(scene.directory, 'data'), forms)).toEqual([]);
  const printed = [scene.holdfast.child.output(), ...processes.map(({ output }) => output)];
  expect(printed.filter((text) => holdsOneOf(text, forms))).toEqual([]);
}

function secretForms({ bitbucket: { admin, additional } }: Scene): readonly string[] {
  const tokens = [admin, ...additional.slice(0, 2)].flatMap(({ token, email }) => formsOf(token, email));
  return [...tokens, ...formsOf(ADMINISTRATOR_TOKEN)];
}

/** Otherwise the test would show less than it says. */
async function expectEveryMishap({ bitbucket }: Scene): Promise<void> {
  const met = new Set((await bitbucket.control<readonly LoggedRequest[]>('requests')).map(({ fault }) => fault));
  expect([...new Set(MISHAPS.map(({ kind }) => kind))].filter((kind) => !met.has(kind))).toEqual([]);
}
