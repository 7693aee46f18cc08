import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  ANCHOR_COPIES,
  AnchorCopies,
  AnchorKey,
  CHAIN_FILE,
  ChainFile,
  serverSource,
  stoppedStoreSource,
  verifyTrail,
  type EventSource,
} from '@holdfast/audit';
import type { AuditVerification } from '@holdfast/audit/contracts';
import { EventStore, systemClock } from '@holdfast/event-sourcing';
import { openKeyFile } from '@holdfast/secrets';
import { auditSeedOf } from '../audit-seed.ts';
import type { Settings } from '../settings.ts';

export interface VerifyOptions {
  /** A file of anchors that was copied away. */
  readonly anchors: string | undefined;
  /** The key to trust, base64, in place of that of the key file: for who has the data and not the key. */
  readonly publicKey: string | undefined;
}

/** What is missing to verify anything, as a sentence. */
export class CannotVerifyError extends Error {
  readonly code = 'CANNOT_VERIFY';
}

/**
 * Verifies the whole trail of an installation, and changes nothing: in the files of its embedded store, which must be stopped, or on the
 * server that the settings name.
 */
export async function verifyInstallation(settings: Settings, options: VerifyOptions): Promise<AuditVerification> {
  const { dataDirectory, eventStoreUrl } = settings;
  const trustedKey = options.publicKey ?? (await publicKeyFrom(settings));
  const paths = [join(dataDirectory, ANCHOR_COPIES), ...(options.anchors === undefined ? [] : [options.anchors])];
  await using opened = new AsyncDisposableStack();
  const links = openLinks(join(dataDirectory, CHAIN_FILE));
  opened.defer(() => links?.close());
  const eventStore = eventStoreUrl === null ? null : new EventStore(eventStoreUrl);
  opened.defer(() => eventStore?.close());
  const source = eventStore ? serverSource(eventStore) : stoppedSource(join(dataDirectory, 'events'));
  const evidence = { links, copies: paths.map((path) => new AnchorCopies(path)), trustedKey };
  const { report } = await verifyTrail(source, evidence).catch(explainIfHeld);
  return report;
}

const SQLITE_BUSY = 5;

function explainIfHeld(error: unknown): never {
  if (typeof error !== 'object' || error === null || !('errcode' in error) || error.errcode !== SQLITE_BUSY) throw error;
  throw new CannotVerifyError('Holdfast runs on this event store. Stop it, or ask GET /api/v1/audit/verification.');
}

function stoppedSource(directory: string): EventSource {
  if (!existsSync(directory)) throw new CannotVerifyError(`There is no event store in ${directory}.`);
  return stoppedStoreSource(directory);
}

function openLinks(path: string): ChainFile | null {
  return existsSync(path) ? new ChainFile(path, { readOnly: true }) : null;
}

async function publicKeyFrom({ keyFile }: Settings): Promise<string> {
  if (!existsSync(keyFile)) throw new CannotVerifyError(`There is no key file ${keyFile}; --public-key names the key to trust without it.`);
  const { key } = await openKeyFile(keyFile, systemClock);
  return new AnchorKey(auditSeedOf(key)).publicKey;
}
