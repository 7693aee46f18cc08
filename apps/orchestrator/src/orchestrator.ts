import {
  CLOCK,
  EventStore,
  SagaReplays,
  SagaRunner,
  type Clock,
  type SagaCommandParked,
  type SagaRunnerOptions,
} from '@holdfast/event-sourcing';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { commandOf } from './saga-commands.ts';
import { sagas } from './sagas.ts';

/** Runs the sagas for as long as the process lives. */
@Injectable()
export class Orchestrator implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly replays: SagaReplays;
  private readonly logger = new Logger('orchestrator');
  private readonly runners: ReadonlyMap<string, SagaRunner>;

  constructor(eventStore: EventStore, commands: CommandBus, @Inject(CLOCK) clock: Clock) {
    const options: SagaRunnerOptions = {
      eventStore,
      clock,
      dispatch: async (command, context) => {
        await commands.execute(commandOf(command, context));
      },
      onInterruption: (name, error) => {
        this.logger.warn(`${name} was interrupted and goes on: ${messageOf(error)}`);
      },
      onParked: (parked) => {
        this.logger.error(sentenceOf(parked));
      },
    };
    this.runners = new Map(sagas.map((saga) => [saga.name, new SagaRunner(saga, options)]));
    this.replays = new SagaReplays({ ...options, runners: this.runners });
  }

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all([...this.runners.values()].map((runner) => runner.start()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.runners.values()].map((runner) => runner.stop()));
  }
}

function sentenceOf({ saga, instance, command, event, code, message }: SagaCommandParked['data']): string {
  const what = command ? `a command for ${instance}` : `an event of ${event?.stream ?? instance}`;
  return `${saga} parked ${what}: ${code} ${message}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
