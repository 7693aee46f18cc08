import { ReportOnRepository } from '@holdfast/runs';
import { repositoryStream, type SnapshotStored, type TaskPlanned } from '@holdfast/runs/contracts';
import { ObjectCorruptError, ObjectMissingError, objectsOf, type NotCaptured } from '@holdfast/vault';
import { stepContext, type WorkerEnvironment } from '../worker-environment.ts';

/** What the vault was to give back and could not. */
export interface Damage {
  /** Its name in the vault. */
  readonly object: string;
  readonly why: string;
}

/** Null for an error that says nothing about what is in the vault. */
export function damageIn(error: unknown): Damage | null {
  if (error instanceof ObjectCorruptError) return { object: error.objectName, why: error.why };
  return error instanceof ObjectMissingError ? { object: error.objectName, why: 'it is missing' } : null;
}

/** For the snapshot that is taken instead: whoever reads it learns what only earlier ones may hold. */
export function missingAfter({ object, why }: Damage, what: string): NotCaptured {
  return {
    what,
    why: `${object} in the vault is damaged (${why}). All that Bitbucket has was captured anew; what it no longer has is not in this snapshot.`,
  };
}

/** Says of each snapshot that needs what is damaged that it is corrupt. Nothing is removed: what can be saved of it is still there. */
export async function reportDamage(environment: WorkerEnvironment, plan: TaskPlanned['data'], damage: Damage): Promise<void> {
  const { organizationId, repository, runId, taskId } = plan;
  const foundAt = environment.clock().toISOString();
  for (const snapshotId of await snapshotsThatNeed(environment, repository.id, damage)) {
    const found = { snapshotId, organizationId, repository, runId, taskId, ...damage, foundAt };
    const report = new ReportOnRepository({ type: 'RecordCorruption', found }, stepContext(environment, runId));
    await environment.commands.execute(report);
  }
}

/** Newest first. Each builds on the one before it, so the first that does without has none before it that needs it. */
async function snapshotsThatNeed(environment: WorkerEnvironment, repositoryId: string, { object }: Damage): Promise<string[]> {
  const needing: string[] = [];
  for await (const event of environment.eventStore.readBackwards(repositoryStream(repositoryId))) {
    if (event.type !== 'SnapshotStored') continue;
    const { snapshotId, manifestDigest } = event.data as SnapshotStored['data'];
    const needs = await needsObject(environment, manifestDigest, object);
    if (needs === false) break;
    if (needs === true) needing.push(snapshotId);
  }
  return needing;
}

/** Null: its manifest cannot be read, and tells nothing. */
async function needsObject({ vault }: WorkerEnvironment, manifestDigest: string, object: string): Promise<boolean | null> {
  if (object.includes(manifestDigest)) return true;
  try {
    return objectsOf(await vault.getManifest(manifestDigest)).some(({ sha256 }) => object.includes(sha256));
  } catch (error) {
    if (damageIn(error)) return null;
    throw error;
  }
}
