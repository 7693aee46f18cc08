import { CLOCK, deterministicId, newContext, ReadModels, type Clock, type CommandContext } from '@holdfast/event-sourcing';
import { SECRET_STORE, type SecretStore } from '@holdfast/secrets';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { AnnounceExpiry } from '../announce-expiry/announce-expiry.command.ts';
import { VerifyCredential } from '../verify-credential/verify-credential.command.ts';
import { expiryNoticeAt, nextTrialAfter } from './due.ts';

interface CredentialRow {
  readonly id: string;
  readonly organizationId: string;
  readonly expiresAt: string | null;
  readonly announced: number | null;
  readonly triedAt: string;
}

/** Hears what could not be done now and will be tried in the next round. */
export type OnTrouble = (credentialId: string, error: unknown) => void;

/**
 * What is done for credentials without anybody asking: each is tried once a day, its end is announced in time, and the secret of one that is
 * gone is destroyed even if the process died that was to do it.
 *
 * What a round does follows from what was recorded, so it may be repeated, and be done by several processes: a trial has the id of the one
 * before it in its command, and is recorded once.
 */
@Injectable()
export class CredentialCare {
  constructor(
    private readonly readModels: ReadModels,
    private readonly commands: CommandBus,
    @Inject(SECRET_STORE) private readonly secrets: SecretStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Does what is due now, one after the other. Rejects only when it cannot look what that is. */
  async round(onTrouble: OnTrouble): Promise<void> {
    const sql = 'SELECT id, organizationId, expiresAt, announced, triedAt FROM credential ORDER BY triedAt, id';
    for (const row of this.readModels.database.all<CredentialRow>(sql)) {
      try {
        await this.announceExpiry(row);
        await this.verify(row);
      } catch (error) {
        onTrouble(row.id, error);
      }
    }
    await this.destroyLeftSecrets();
  }

  private async announceExpiry({ id: credentialId, organizationId, expiresAt, announced }: CredentialRow): Promise<void> {
    if (expiresAt === null) return;
    const daysLeft = expiryNoticeAt(this.clock(), expiresAt, announced);
    if (daysLeft === null) return;
    const context = contextOf('expiry', credentialId, expiresAt, String(daysLeft));
    await this.commands.execute(new AnnounceExpiry({ organizationId, credentialId, daysLeft }, context));
  }

  private async verify({ id: credentialId, organizationId, triedAt }: CredentialRow): Promise<void> {
    if (this.clock().getTime() < nextTrialAfter(triedAt, credentialId)) return;
    const context = contextOf('daily verification', credentialId, triedAt);
    await this.commands.execute(new VerifyCredential({ organizationId, credentialId, scheduled: true }, context));
  }

  /** An id that is gone never comes back. */
  private async destroyLeftSecrets(): Promise<void> {
    const sql = 'SELECT 1 FROM removed_credential WHERE id = ?';
    for (const id of await this.secrets.ids()) if (this.readModels.database.get(sql, id)) await this.secrets.destroy(id);
  }
}

function contextOf(...what: readonly string[]): CommandContext {
  return newContext(deterministicId(...what), 'holdfast');
}
