import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccountView, RunView } from '@holdfast/runs/contracts';
import { compareRefs } from '../testing/compare-refs.ts';
import { HoldfastApi } from '../testing/holdfast-api.ts';
import { Progress } from './progress.ts';
import { tellResult } from './result.ts';
import { startHoldfast, startSimulatedBitbucket, type SimulatedBitbucket, type SimulatedCredential } from '../testing/workplace.ts';

/** The whole main job on this machine alone: a simulated Bitbucket with a short window, Holdfast beside it, four accounts, one run, one restore. */
const REPOSITORIES = 44;
const WINDOW_SECONDS = 15;
const REQUESTS_PER_WINDOW = 60;
const LONGEST_RUN_MS = 110_000;

const keep = process.argv.includes('--keep');
const directory = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
const token = randomBytes(24).toString('base64url');

const simulator = await startSimulatedBitbucket({
  SIMULATOR_DATA_DIR: join(directory, 'bitbucket'),
  SIMULATOR_REPOSITORIES: String(REPOSITORIES),
  SIMULATOR_PULL_REQUESTS: '4',
  SIMULATOR_WINDOW_SECONDS: String(WINDOW_SECONDS),
  SIMULATOR_LIMIT_API: String(REQUESTS_PER_WINDOW),
});
console.log(`A simulated Bitbucket Cloud with ${REPOSITORIES} git repositories: ${simulator.apiUrl}`);
console.log(`Each account may send ${REQUESTS_PER_WINDOW} requests in any ${WINDOW_SECONDS} seconds (the real one: 1,000 in an hour).`);

const holdfast = await startHoldfast({
  HOLDFAST_DATA_DIR: join(directory, 'data'),
  HOLDFAST_KEY_FILE: join(directory, 'holdfast.key'),
  HOLDFAST_ADMIN_TOKEN: token,
  BITBUCKET_API_URL: simulator.apiUrl,
  BITBUCKET_GIT_URL: simulator.gitUrl,
  BITBUCKET_RATE_WINDOW_SECONDS: String(WINDOW_SECONDS),
  BITBUCKET_LIMIT_API: String(REQUESTS_PER_WINDOW),
});
console.log(`Holdfast beside it: ${holdfast.url}\n`);
const api = new HoldfastApi(holdfast.url, token);

try {
  const { organizationId, planId } = await prepare(simulator);
  const run = await runPlan(planId);
  const restored = await restoreOne(organizationId);
  const problems = await tellResult({ api, run, restored });
  for (const problem of problems) console.log(`\n✗ ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
  if (keep) await stayUp();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await holdfast.child.stop();
  await simulator.child.stop();
  await rm(directory, { recursive: true, force: true });
}

async function prepare({ workspace, admin, additional }: SimulatedBitbucket) {
  const organizationId = await api.create('/organizations', { name: 'Acme', workspace: workspace.slug, credential: credential(admin) });
  console.log('Connected the organization with its primary credential.');
  const planId = await api.create('/plans', { name: 'Everything', organizationId });
  await api.call('PUT', `/plans/${planId}/additional-credentials`, { enabled: true });
  for (const [index, account] of additional.slice(0, 3).entries()) {
    const label = ['second', 'third', 'fourth'][index] ?? account.label;
    const id = await api.create(`/organizations/${organizationId}/credentials`, { label, ...credential(account) });
    await api.call('PUT', `/plans/${planId}/additional-credentials/${id}`);
    console.log(`Added the additional credential "${label}" and enabled it in the plan.`);
  }
  return { organizationId, planId };
}

function credential({ email, token: secret }: SimulatedCredential) {
  return { kind: 'api_token', email, token: secret };
}

async function runPlan(planId: string): Promise<RunView> {
  const runId = await api.create(`/plans/${planId}/runs`);
  console.log('Started a run.');
  const accounts = await api.accounts();
  const progress = new Progress(new Map(accounts.map(({ id, credentials }) => [id, credentials.map(({ label }) => label).join(', ')])));
  const stranger = spendAsStranger(accounts);
  const names = new Map<string, string>();
  const deadline = Date.now() + LONGEST_RUN_MS;
  for (;;) {
    const run = await api.run(runId);
    if (names.size < (run.tasks.planned ?? 0)) for (const task of await api.tasks(runId)) names.set(task.id, task.repository);
    progress.show(run, await api.accounts(), (taskId) => names.get(taskId) ?? 'the listing');
    if (run.endedAt !== null || Date.now() > deadline) {
      progress.end();
      await stranger;
      return run;
    }
    await delay(500);
  }
}

/** Somebody's CI uses the second account too, which Holdfast cannot know: the provider refuses, and the tasks go on with another account. */
async function spendAsStranger(accounts: readonly AccountView[]): Promise<void> {
  const second = accounts.find(({ credentials }) => credentials.some(({ label }) => label === 'second'));
  if (!second) return;
  await delay(3_000);
  const spend = { account: `{${second.id}}`, bucket: 'api', requests: REQUESTS_PER_WINDOW };
  await simulator.control('spend', spend);
}

async function restoreOne(organizationId: string) {
  const repositories = await api.repositories(organizationId);
  const repository = repositories.find(({ snapshots }) => snapshots > 0);
  const snapshot = repository && (await api.snapshots(repository.id))[0];
  if (!repository || !snapshot) return null;
  const path = join(directory, 'restored.git');
  const id = await api.create('/restores', { snapshotId: snapshot.id, target: { kind: 'directory', path } });
  for (;;) {
    const restore = await api.restore(id);
    if (restore.endedAt !== null) {
      const source = { gitUrl: simulator.gitUrl, fullName: repository.fullName, token: simulator.admin.token };
      return { repository, restore, comparison: restore.status === 'completed' ? await compareRefs(source, path) : null };
    }
    await delay(100);
  }
}

async function stayUp(): Promise<void> {
  console.log(`\nHoldfast stays up until Ctrl-C: ${holdfast.url}\nAdministrator token: ${token}`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
