import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { accessTokensProjection } from '@holdfast/access';
import { auditProjection, RecordedSecretStore, type AuditPlace } from '@holdfast/audit';
import { startEmbeddedEventStore, type EmbeddedEventStore } from '@holdfast/embedded-event-store';
import { DeciderRepository, EventStore, ReadModels, systemClock, systemIds } from '@holdfast/event-sourcing';
import { parkedProjection, revisionsProjection } from '@holdfast/gateway';
import { organizationsProjection } from '@holdfast/organizations';
import { plansProjection } from '@holdfast/plans';
import {
  accountsProjection,
  costsProjection,
  openWorkProjection,
  runsProjection,
  snapshotsProjection,
  usageProjection,
} from '@holdfast/runs';
import { DirectorySecretStore, openKeyFile, type SecretStore } from '@holdfast/secrets';
import { DirectoryObjectStore, Vault } from '@holdfast/vault';
import { Logger } from '@nestjs/common';
import { auditSeedOf } from './audit-seed.ts';
import { productEvents } from './product-events.ts';
import { takeProcessSlot, type ProcessSlot } from './process-slot.ts';
import type { Settings } from './settings.ts';
import { startReadModels } from './start-read-models.ts';

/** What every role stands on: the event store, the read models, the secrets, the vault. */
export interface Platform {
  readonly eventStore: EventStore;
  readonly repository: DeciderRepository;
  readonly readModels: ReadModels;
  readonly secrets: SecretStore;
  readonly vault: Vault;
  readonly slot: ProcessSlot;
  readonly auditPlace: AuditPlace;
  /** Whether this start made the key file. */
  readonly keyFileCreated: boolean;
  /** With which gateways recognize what they gave out. */
  readonly requestKey: Buffer;
  close(): Promise<void>;
}

/** Opens everything below the data directory. What was opened is closed again when a later part fails. */
export async function openPlatform(settings: Settings): Promise<Platform> {
  await using opened = new AsyncDisposableStack();
  const { dataDirectory } = settings;
  const slot = openDataDirectory(settings);
  opened.defer(() => {
    slot.release();
  });
  refuseLostKey(settings);
  const { key, created: keyFileCreated } = await openKeyFile(settings.keyFile, systemClock);
  const embedded = settings.eventStoreUrl === null ? await startOwnEventStore(join(dataDirectory, 'events')) : null;
  opened.defer(() => embedded?.close());
  const eventStore = openEventStore(urlOf(settings, embedded));
  opened.defer(() => eventStore.close());
  await eventStore.connect();
  const readModels = openReadModels(settings, slot, eventStore);
  opened.defer(() => readModels.close());
  const logger = new Logger('read models');
  await startReadModels(readModels, (sentence) => {
    logger.log(sentence);
  });
  const vault = new Vault({
    objects: await DirectoryObjectStore.open(join(dataDirectory, 'vault'), systemClock),
    key,
    spoolDirectory: slot.directory,
  });
  const platform = {
    ...{ eventStore, readModels, vault, slot, keyFileCreated },
    requestKey: key.derive('requests'),
    auditPlace: { directory: dataDirectory, seed: auditSeedOf(key) },
    repository: new DeciderRepository(eventStore, systemClock),
    secrets: new RecordedSecretStore(new DirectorySecretStore(join(dataDirectory, 'secrets'), key), eventStore, systemClock),
  };
  const resources = opened.move();
  return { ...platform, close: () => resources.disposeAsync() };
}

/** The data directory cannot be made or written. */
export class DataDirectoryError extends Error {
  readonly code = 'DATA_DIRECTORY_UNUSABLE';
  constructor(directory: string, cause: unknown) {
    super(`HOLDFAST_DATA_DIR ${directory} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'DataDirectoryError';
  }
}

function openDataDirectory({ dataDirectory, roles }: Settings): ProcessSlot {
  try {
    return takeProcessSlot(dataDirectory, [...roles].sort().join('-'), systemIds);
  } catch (error) {
    throw new DataDirectoryError(dataDirectory, error);
  }
}

/** The key file is gone, but not what was encrypted with its key: a new key would be of no use, and hide the loss. */
export class KeyFileLostError extends Error {
  readonly code = 'KEY_FILE_LOST';
  constructor({ keyFile, dataDirectory }: Settings) {
    super(`There is no key file ${keyFile}, but ${dataDirectory} holds secrets and backups that only its key opens. Put the file back.`);
    this.name = 'KeyFileLostError';
  }
}

function refuseLostKey(settings: Settings): void {
  const { keyFile, dataDirectory } = settings;
  const encrypted = ['secrets', 'vault'].map((name) => join(dataDirectory, name));
  if (
    !existsSync(keyFile) &&
    encrypted.some((directory) => existsSync(directory) && readdirSync(directory).some((name) => !name.startsWith('.')))
  )
    throw new KeyFileLostError(settings);
}

/** The secret keeps the other users of the machine out. */
function startOwnEventStore(directory: string): Promise<EmbeddedEventStore> {
  return startEmbeddedEventStore({ directory, secret: randomBytes(32).toString('base64url') });
}

function urlOf({ eventStoreUrl }: Settings, embedded: EmbeddedEventStore | null): string {
  if (embedded) return embedded.connectionString;
  if (eventStoreUrl === null) throw new Error('there is no event store');
  return eventStoreUrl;
}

function openEventStore(url: string): EventStore {
  const logger = new Logger('event store');
  return new EventStore(url, {
    registry: productEvents,
    onUnknownEvent: ({ type, stream }) => {
      logger.warn(`${stream} holds an event "${type}", which this version does not know: read models and sagas pass over all of that name`);
    },
  });
}

const projectionsOfAll = [
  organizationsProjection,
  plansProjection,
  runsProjection,
  snapshotsProjection,
  openWorkProjection,
  accountsProjection,
  costsProjection,
];

/** What nobody asks a worker or an orchestrator for, and costs the most. */
const projectionsOfGateways = [auditProjection, parkedProjection, accessTokensProjection, revisionsProjection, usageProjection];

function openReadModels({ roles }: Settings, slot: ProcessSlot, eventStore: EventStore): ReadModels {
  const logger = new Logger('read models');
  return new ReadModels({
    directory: join(slot.directory, 'read-models'),
    projections: roles.has('gateway') ? [...projectionsOfAll, ...projectionsOfGateways] : projectionsOfAll,
    eventStore,
    onInterruption: (error) => {
      logger.warn(`interrupted, goes on: ${error instanceof Error ? error.message : String(error)}`);
    },
  });
}
