import { EventStoreUnavailableError } from '@holdfast/event-sourcing';
import type { WorkerEnvironment } from '../worker-environment.ts';

/** An environment in which the worker loses the event store, once, as it gives the command whose data has this type. */
export function dyingAt(type: string, environment: WorkerEnvironment): WorkerEnvironment {
  const { commands } = environment;
  let isDead = false;
  const execute = (command: object): Promise<unknown> => {
    if (isDead || typeOf(command) !== type) return commands.execute(command);
    isDead = true;
    return Promise.reject(new EventStoreUnavailableError(new Error(`the worker died at ${type}`)));
  };
  return { ...environment, commands: { execute } as typeof commands };
}

/** An environment in which the worker is gone for good once it gave a command of this type so many times: no other takes effect. */
export function deadAfter(type: string, times: number, environment: WorkerEnvironment): WorkerEnvironment {
  const { commands } = environment;
  let given = 0;
  const death = () => new EventStoreUnavailableError(new Error(`the worker died after ${type}`));
  const execute = async (command: object): Promise<unknown> => {
    if (given >= times) throw death();
    const answer: unknown = await commands.execute(command);
    if (typeOf(command) === type) given += 1;
    if (given >= times) throw death();
    return answer;
  };
  return { ...environment, commands: { execute } as typeof commands };
}

function typeOf(command: object): string | undefined {
  return (command as { readonly data?: { readonly type?: string } }).data?.type;
}
