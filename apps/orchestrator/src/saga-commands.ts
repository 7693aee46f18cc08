import type { CommandContext, SagaCommand } from '@holdfast/event-sourcing';
import { VerifyCredential } from '@holdfast/organizations';
import { DisablePlanCredential } from '@holdfast/plans';
import { EndRun, ForecastRun, MoveTaskToAnotherAccount, RecordTrialRequests, StartRun } from '@holdfast/runs';
import type { ICommand } from '@nestjs/cqrs';
import { ReplayParked } from './replays/replay-parked.command.ts';

/** The commands that sagas may give, by the name that is stored with each decision. */
const commands: Readonly<Record<string, new (data: never, context: CommandContext) => ICommand>> = {
  StartRun,
  EndRun,
  MoveTaskToAnotherAccount,
  DisablePlanCredential,
  VerifyCredential,
  ReplayParked,
  ForecastRun,
  RecordTrialRequests,
};

/** The command as the bus takes it. Throws when no command of that name is known to this build. */
export function commandOf({ type, data }: SagaCommand, context: CommandContext): ICommand {
  const known = Object.hasOwn(commands, type) ? commands[type] : undefined;
  if (!known) throw new Error(`a saga asked for "${type}", which this version does not know`);
  return new known(data as never, context);
}
