import type { OAuthTokens } from '@holdfast/bitbucket';
import type { Clock, CommandContext, DeciderRepository, EventStore, IdGenerator, ReadModels } from '@holdfast/event-sourcing';
import type { Git } from '@holdfast/git';
import type { AccountLedgers, LeaseDesk } from '@holdfast/runs';
import type { SecretStore } from '@holdfast/secrets';
import type { Vault } from '@holdfast/vault';
import type { CommandBus } from '@nestjs/cqrs';
import type { LeasePools } from './leases/lease-pools.ts';

/** What a piece of work follows from. */
export interface Story {
  readonly correlationId: string;
  readonly causationId: string;
}

/** What a piece of work tells the worker about how it goes on. */
export interface Pulse {
  /** It got on: an answer came, or bytes. Work that says nothing for too long is taken to hang, is aborted, and handed back. */
  readonly progress: () => void;
  /** From now until the answer is disposed of, it waits for quota: it takes nobody's place, and nobody expects it to get on. */
  readonly waiting: () => Disposable;
}

/** What the jobs of a worker work with. */
export interface WorkerEnvironment extends Pulse {
  readonly workerId: string;
  readonly provider: { readonly apiUrl: string; readonly gitUrl: string };
  readonly commands: CommandBus;
  readonly repository: DeciderRepository;
  readonly eventStore: EventStore;
  readonly readModels: ReadModels;
  readonly leases: LeaseDesk;
  readonly ledgers: AccountLedgers;
  /** What this process has leased. */
  readonly leasePools: LeasePools;
  readonly secrets: SecretStore;
  readonly oauthTokens: OAuthTokens;
  readonly vault: Vault;
  readonly git: Git;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** For repositories while they are being worked on; emptied at every start. */
  readonly scratchDirectory: string;
  /** Of the work in hand; missing where none is. */
  readonly story?: Story;
}

/** For work whose progress nobody watches. */
export const unwatched: Pulse = { progress: () => undefined, waiting: () => ({ [Symbol.dispose]: () => undefined }) };

/** A context for what a job does next: part of the story of its work, or of one that begins with the subject. */
export function stepContext({ workerId, newId, story }: WorkerEnvironment, subject: string): CommandContext {
  return { commandId: newId(), actor: `worker:${workerId}`, ...(story ?? { correlationId: subject, causationId: subject }) };
}
