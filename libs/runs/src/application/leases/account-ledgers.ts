import { CLOCK, DeciderRepository, type Clock, type CommandContext } from '@holdfast/event-sourcing';
import { account, type AccountCommand, type AccountEvent, type AccountState, type QuotaRules } from '@holdfast/quota';
import { Inject, Injectable } from '@nestjs/common';
import { accountStream } from '../../contracts/account.stream.ts';

/** Nest provides the configured limits under this token. */
export const QUOTA_RULES = Symbol('QuotaRules');

type WithoutEnvironment<T> = T extends unknown ? Omit<T, 'now' | 'rules'> : never;

/** The quota ledgers of the accounts, each in a stream of its own. */
@Injectable()
export class AccountLedgers {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(QUOTA_RULES) readonly rules: QuotaRules,
  ) {}

  /** Milliseconds since 1970. */
  now(): number {
    return this.clock().getTime();
  }

  async state(accountId: string): Promise<AccountState> {
    return (await this.repository.load(account, accountStream(accountId))).state;
  }

  /** Decides on the account's stream; answers the events, none when there was nothing to do. */
  async decide(command: WithoutEnvironment<AccountCommand>, context: CommandContext): Promise<readonly AccountEvent[]> {
    const accountId = 'spender' in command ? command.spender.accountId : command.accountId;
    const full = { ...command, now: this.now(), rules: this.rules };
    return (await this.repository.decide(account, accountStream(accountId), full, context)).events;
  }
}
