import { CLOCK, EventStore, SagaRunner, type Clock } from '@holdfast/event-sourcing';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { commandOf } from './saga-commands.ts';
import { sagas } from './sagas.ts';

/** Runs the sagas for as long as the process lives. */
@Injectable()
export class Orchestrator implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('orchestrator');
  private readonly runners: readonly SagaRunner[];

  constructor(eventStore: EventStore, commands: CommandBus, @Inject(CLOCK) clock: Clock) {
    this.runners = sagas.map(
      (saga) =>
        new SagaRunner(saga, {
          eventStore,
          clock,
          dispatch: async (command, context) => {
            await commands.execute(commandOf(command, context));
          },
          onInterruption: (name, error) => {
            this.logger.warn(`${name} was interrupted and goes on: ${messageOf(error)}`);
          },
          onParked: ({ saga: name, instance, code, message }) => {
            this.logger.error(`${name} parked a command for ${instance}: ${code} ${message}`);
          },
        }),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.start()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.stop()));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
