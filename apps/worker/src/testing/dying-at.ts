import { EventStoreUnavailableError } from '@holdfast/event-sourcing';
import type { WorkerEnvironment } from '../worker-environment.ts';

/** An environment in which the worker loses the event store, once, as it gives the command whose data has this type. */
export function dyingAt(type: string, environment: WorkerEnvironment): WorkerEnvironment {
  const { commands } = environment;
  let isDead = false;
  const execute = (command: object): Promise<unknown> => {
    const { data } = command as { readonly data?: { readonly type?: string } };
    if (isDead || data?.type !== type) return commands.execute(command);
    isDead = true;
    return Promise.reject(new EventStoreUnavailableError(new Error(`the worker died at ${type}`)));
  };
  return { ...environment, commands: { execute } as typeof commands };
}
