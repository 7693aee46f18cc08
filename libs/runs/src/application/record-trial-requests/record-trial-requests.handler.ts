import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { RecordTrialRequests } from './record-trial-requests.command.ts';

@CommandHandler(RecordTrialRequests)
export class RecordTrialRequestsHandler implements ICommandHandler<RecordTrialRequests> {
  constructor(private readonly ledgers: AccountLedgers) {}

  async execute({ data, context }: RecordTrialRequests): Promise<void> {
    await this.ledgers.decide({ type: 'RecordSpending', ...data, at: Date.parse(data.at) }, context);
  }
}
