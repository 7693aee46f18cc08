import { SagaRunner } from '@holdfast/event-sourcing';
import { MoveTaskToAnotherAccount, switchAccountWhenRefused } from '@holdfast/runs';
import type { TestBed } from './test-bed.ts';

/** The part of the orchestrator that moves a task to another account when its own was refused. */
export async function startAccountSwitcher({ environment: { eventStore, commands, clock } }: TestBed): Promise<SagaRunner> {
  const runner = new SagaRunner(switchAccountWhenRefused, {
    eventStore,
    clock,
    dispatch: async ({ data }, context) => {
      await commands.execute(new MoveTaskToAnotherAccount(data as MoveTaskToAnotherAccount['data'], context));
    },
  });
  await runner.start();
  return runner;
}
