import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BitbucketClient, BitbucketError, BitbucketNotFoundError, type RepositoryAddress } from '@holdfast/bitbucket';
import { deterministicOrderedId, timeOfOrderedId } from '@holdfast/event-sourcing';
import { ReportOnRepository, ReportOnTask, repository, task } from '@holdfast/runs';
import { repositoryStream, taskStream, type RepositoryReference, type SnapshotStored, type TaskPlanned } from '@holdfast/runs/contracts';
import { ObjectCorruptError, ObjectMissingError, type NotCaptured, type SnapshotManifest } from '@holdfast/vault';
import { LeasedCredentials, NoCredentialLeftError } from '../leases/leased-credentials.ts';
import { isOwnTrouble } from '../own-trouble.ts';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';
import { captureGit, type CapturedGit } from './capture-git.ts';
import { capturePullRequests, PULL_REQUESTS } from './capture-pull-requests.ts';

interface Capture {
  readonly environment: WorkerEnvironment;
  readonly plan: TaskPlanned['data'];
  readonly credentials: LeasedCredentials;
  readonly client: BitbucketClient;
  readonly directory: string;
  readonly signal: AbortSignal;
}

interface Outcome {
  readonly git: SnapshotManifest['git'];
  readonly metadata: SnapshotManifest['metadata'];
  readonly notCaptured: readonly NotCaptured[];
  readonly changed: boolean;
  readonly bytes: number;
}

/**
 * Captures one repository: objects into the vault first, then the manifest, then the events. May be done again after a crash: the snapshot's
 * id follows from the task, and what is in the vault is found there.
 */
export async function captureTask(environment: WorkerEnvironment, taskId: string, signal: AbortSignal): Promise<void> {
  const { state } = await environment.repository.load(task, taskStream(taskId));
  if (state.status !== 'open') return;
  const { plan } = state;
  const directory = join(environment.scratchDirectory, taskId);
  const credentials = new LeasedCredentials(environment, plan, signal);
  const { provider, oauthTokens, clock: now } = environment;
  const client = new BitbucketClient({ ...provider, credentials, oauthTokens, now, signal });
  try {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await capture({ environment, plan, credentials, client, directory, signal });
  } catch (error) {
    if (signal.aborted || isOwnTrouble(error)) throw error;
    const { code, reason } = failureOf(error);
    await report(environment, { type: 'RecordFailure', taskId, code, reason }, plan.runId);
  } finally {
    await credentials.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function capture(work: Capture): Promise<void> {
  const { environment, plan, credentials } = work;
  const { taskId, runId } = plan;
  const last = await lastSnapshot(environment, plan.repository.id);
  if (last?.taskId === taskId) return reportStored(environment, last);

  const previous = last && (await readManifest(environment, last.manifestDigest));
  const outcome = await captureContent(work, previous);
  // The requests are paid before the outcome is told: whoever sees the task ended sees what it cost.
  await credentials.close();
  if (last && previous && !outcome.changed) {
    await report(environment, { type: 'RecordUnchanged', taskId, snapshotId: last.snapshotId }, runId);
    return;
  }
  const snapshot = await storeManifest(work, outcome);
  const stored = new ReportOnRepository({ type: 'StoreSnapshot', snapshot }, stepContext(environment, runId));
  await environment.commands.execute(stored);
  await reportStored(environment, snapshot);
}

async function captureContent(work: Capture, previous: SnapshotManifest | null): Promise<Outcome> {
  const { content } = work.plan;
  const captured = content.git ? await capturedGit(work, previous) : null;
  const metadata = await captureMetadata(work, previous);
  const lfsIsMissing = content.lfs && captured?.usesLfs === true;
  const lfs = lfsIsMissing ? [{ what: 'lfs', why: 'this version does not capture Git LFS objects' }] : [];
  const notCaptured = [...lfs, ...metadata.notCaptured, ...(captured ? knownLfsGap(previous, captured) : [])];
  const isSame = JSON.stringify(notCaptured) === JSON.stringify(previous?.notCaptured ?? []);
  return {
    git: captured?.git ?? null,
    metadata: metadata.captures,
    notCaptured,
    changed: captured?.changed === true || metadata.changed || !isSame,
    bytes: (captured?.bytes ?? 0) + metadata.bytes,
  };
}

/** Refs that did not move were not looked into: what was missing with them still is. */
function knownLfsGap(previous: SnapshotManifest | null, { changed }: CapturedGit): readonly NotCaptured[] {
  return changed ? [] : (previous?.notCaptured.filter(({ what }) => what === 'lfs') ?? []);
}

function capturedGit(
  { environment, credentials, plan, directory, signal }: Capture,
  previous: SnapshotManifest | null,
): Promise<CapturedGit> {
  const { fullName } = plan.repository;
  return captureGit({ environment, credentials, fullName, previous: previous?.git ?? null, directory, signal });
}

/** A kind of metadata that the provider does not give is news, and no reason to lose the rest. */
async function captureMetadata({ environment, client, plan, directory, signal }: Capture, previous: SnapshotManifest | null) {
  const held = previous?.metadata ?? [];
  if (!plan.content.metadata.includes(PULL_REQUESTS)) return { captures: held, notCaptured: [], changed: false, bytes: 0 };
  const ownKind = held.filter(({ kind }) => kind === PULL_REQUESTS);
  const { vault } = environment;
  const captureAt = (repository: RepositoryAddress) => capturePullRequests({ client, vault, repository, previous: ownKind, directory });
  try {
    const found = await byIdOrSlug(plan.repository, captureAt);
    if (!found) return { captures: held, notCaptured: [], changed: false, bytes: 0 };
    return { captures: [...held, found], notCaptured: [], changed: true, bytes: found.object.bytes };
  } catch (error) {
    if (signal.aborted || error instanceof NoCredentialLeftError || !(error instanceof BitbucketError)) throw error;
    return { captures: held, notCaptured: [{ what: PULL_REQUESTS, why: error.message }], changed: false, bytes: 0 };
  }
}

/** The id finds a repository that was renamed since the listing; an installation behind a proxy may know slugs only. */
async function byIdOrSlug<T>({ id, fullName }: RepositoryReference, ask: (repository: RepositoryAddress) => Promise<T>): Promise<T> {
  const [workspace = '', slug = ''] = fullName.split('/');
  try {
    return await ask({ workspace, id });
  } catch (error) {
    if (!(error instanceof BitbucketNotFoundError)) throw error;
    return ask({ workspace, slug });
  }
}

async function storeManifest({ environment, plan }: Capture, outcome: Outcome): Promise<SnapshotStored['data']> {
  const { repository: captured, organizationId, runId, taskId } = plan;
  const { git, metadata, notCaptured } = outcome;
  const now = environment.clock();
  const snapshotId = deterministicOrderedId(timeOfOrderedId(taskId), taskId, 'snapshot');
  const takenAt = now.toISOString();
  const [workspace = ''] = captured.fullName.split('/');
  const manifest: SnapshotManifest = {
    formatVersion: 1,
    snapshotId,
    repository: { ...captured, workspace },
    takenAt,
    git,
    metadata,
    notCaptured,
  };
  const { digest: manifestDigest, bytes } = await environment.vault.putManifest(manifest);
  const content = [...(git ? ['git'] : []), ...new Set(metadata.map(({ kind }) => kind))];
  const refs = git?.refs.length ?? 0;
  return {
    ...{ snapshotId, organizationId, repository: captured, runId, taskId, takenAt, manifestDigest, refs, content, notCaptured },
    bytes: outcome.bytes + bytes,
  };
}

async function lastSnapshot(environment: WorkerEnvironment, repositoryId: string): Promise<SnapshotStored['data'] | null> {
  const { state } = await environment.repository.load(repository, repositoryStream(repositoryId));
  return state.status === 'known' ? state.lastSnapshot : null;
}

/** A previous snapshot that cannot be read is no base to build on: everything is captured anew. */
async function readManifest({ vault }: WorkerEnvironment, digest: string): Promise<SnapshotManifest | null> {
  try {
    return await vault.getManifest(digest);
  } catch (error) {
    if (error instanceof ObjectMissingError || error instanceof ObjectCorruptError) return null;
    throw error;
  }
}

async function reportStored(environment: WorkerEnvironment, snapshot: SnapshotStored['data']): Promise<void> {
  const { taskId, runId, snapshotId, bytes, notCaptured } = snapshot;
  await report(environment, { type: 'RecordCapture', taskId, snapshotId, bytes, notCaptured }, runId);
}

async function report(environment: WorkerEnvironment, data: ReportOnTask['data'], runId: string): Promise<void> {
  await environment.commands.execute(new ReportOnTask(data, stepContext(environment, runId)));
}

function failureOf(error: unknown): { code: string; reason: string } {
  if (!(error instanceof Error)) return { code: 'CAPTURE_FAILED', reason: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'CAPTURE_FAILED';
  return { code, reason: error.message };
}
