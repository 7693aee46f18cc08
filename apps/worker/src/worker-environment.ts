import type { OAuthTokens } from '@holdfast/bitbucket';
import type { Clock, CommandContext, DeciderRepository, EventStore, IdGenerator, ReadModels } from '@holdfast/event-sourcing';
import type { Git } from '@holdfast/git';
import type { AccountLedgers, LeaseDesk } from '@holdfast/runs';
import type { SecretStore } from '@holdfast/secrets';
import type { Vault } from '@holdfast/vault';
import type { CommandBus } from '@nestjs/cqrs';

/** What a piece of work follows from. */
export interface Story {
  readonly correlationId: string;
  readonly causationId: string;
}

/** What the jobs of a worker work with. */
export interface WorkerEnvironment {
  readonly workerId: string;
  readonly provider: { readonly apiUrl: string; readonly gitUrl: string };
  readonly commands: CommandBus;
  readonly repository: DeciderRepository;
  readonly eventStore: EventStore;
  readonly readModels: ReadModels;
  readonly leases: LeaseDesk;
  readonly ledgers: AccountLedgers;
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

/** A context for what a job does next: part of the story of its work, or of one that begins with the subject. */
export function stepContext({ workerId, newId, story }: WorkerEnvironment, subject: string): CommandContext {
  return { commandId: newId(), actor: `worker:${workerId}`, ...(story ?? { correlationId: subject, causationId: subject }) };
}
