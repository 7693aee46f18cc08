import { ReadModels } from '@holdfast/event-sourcing';
import { limitForSeats } from '@holdfast/quota';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccountNotFoundError } from '../../domain/account.errors.ts';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { SetAccountLimits } from './set-account-limits.command.ts';

@CommandHandler(SetAccountLimits)
export class SetAccountLimitsHandler implements ICommandHandler<SetAccountLimits> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly ledgers: AccountLedgers,
  ) {}

  async execute({ data: { accountId, limits, seats }, context }: SetAccountLimits): Promise<void> {
    if (!this.readModels.database.get('SELECT 1 FROM account_credential WHERE accountId = ?', accountId))
      throw new AccountNotFoundError(accountId);
    const ofSeats = seats === null ? {} : { api: { limit: limitForSeats(seats), reserve: limits.api?.reserve ?? null } };
    await this.ledgers.decide({ type: 'SetAccountLimits', accountId, limits: { ...limits, ...ofSeats }, seats }, context);
  }
}
