import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmbeddedEventStore, type EmbeddedEventStore } from '@holdfast/embedded-event-store';
import { DomainError, EventStore, NO_EVENTS, systemClock, systemIds, type CommandContext } from '@holdfast/event-sourcing';
import { StartRun } from '@holdfast/runs';
import { planRunsStream, type RunRequested } from '@holdfast/runs/contracts';
import { Logger } from '@nestjs/common';
import type { CommandBus, ICommand } from '@nestjs/cqrs';
import { Orchestrator } from './orchestrator.ts';

type GivenCommand = ICommand & { readonly data: { readonly runId: string }; readonly context: CommandContext };

/** Takes commands and carries none out. */
class RecordingBus {
  readonly given: GivenCommand[] = [];
  /** Runs whose start it refuses. */
  readonly refused = new Set<string>();
  #arrived = Promise.withResolvers<void>();

  execute(command: GivenCommand): Promise<void> {
    this.given.push(command);
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
    if (!this.refused.has(command.data.runId)) return Promise.resolve();
    return Promise.reject(new DomainError('conflict', 'NOT_NOW', 'It was refused.'));
  }

  get runs(): string[] {
    return this.given.map(({ data }) => data.runId);
  }

  /** Resolves when a command about the run was given. */
  async hasHeardOf(runId: string): Promise<void> {
    while (!this.runs.includes(runId)) await this.#arrived.promise;
  }
}

describe('The orchestrator', () => {
  let directory: string;
  let server: EmbeddedEventStore;
  let eventStore: EventStore;
  let bus: RecordingBus;
  const running: Orchestrator[] = [];

  beforeEach(async () => {
    Logger.overrideLogger(false);
    directory = await mkdtemp(join(tmpdir(), 'orchestrator-'));
    server = await startEmbeddedEventStore({ directory });
    eventStore = new EventStore(server.connectionString);
    bus = new RecordingBus();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.beforeApplicationShutdown()));
    await eventStore.close();
    await server.close();
    await rm(directory, { recursive: true });
  });

  async function start(): Promise<Orchestrator> {
    const orchestrator = new Orchestrator(eventStore, bus as unknown as CommandBus, systemClock);
    running.push(orchestrator);
    await orchestrator.onApplicationBootstrap();
    return orchestrator;
  }

  async function stop(orchestrator: Orchestrator): Promise<void> {
    running.splice(running.indexOf(orchestrator), 1);
    await orchestrator.beforeApplicationShutdown();
  }

  async function requestRun(runId: string): Promise<RunRequested['data']> {
    const planId = systemIds();
    const order = {
      organizationId: 'acme',
      repositories: { include: ['*'], exclude: [] },
      content: { git: true, lfs: false, metadata: [] },
    };
    const event: RunRequested = { type: 'RunRequested', data: { planId, runId, order } };
    const metadata = {
      actor: 'token:spec',
      at: systemClock().toISOString(),
      commandId: runId,
      $correlationId: 'click',
      $causationId: runId,
    };
    await eventStore.append(planRunsStream(planId), NO_EVENTS, [{ id: systemIds(), event, metadata }]);
    return event.data;
  }

  it('gives the command that follows from an event, in the name of the saga and in the same story', async () => {
    await start();
    const data = await requestRun('run-1');
    await bus.hasHeardOf('run-1');
    const [command, ...more] = bus.given;
    expect(more).toEqual([]);
    expect(command).toBeInstanceOf(StartRun);
    expect(command).toMatchObject({ data, context: { actor: 'saga:StartRunWhenRequested', correlationId: 'click' } });
  });

  it('makes up for what happened while it was away, and repeats nothing', async () => {
    const first = await start();
    await requestRun('before');
    await bus.hasHeardOf('before');
    await stop(first);
    await requestRun('meanwhile');
    expect(bus.runs).toEqual(['before']);
    await start();
    await bus.hasHeardOf('meanwhile');
    expect(bus.runs).toEqual(['before', 'meanwhile']);
  });

  it('may be there twice: both give the very same command', async () => {
    await Promise.all([start(), start()]);
    await requestRun('run-1');
    await requestRun('run-2');
    await Promise.all([bus.hasHeardOf('run-1'), bus.hasHeardOf('run-2')]);
    await Promise.all(running.splice(0).map((one) => one.beforeApplicationShutdown()));
    expect(new Set(bus.given.map(({ context }) => context.commandId)).size).toBe(2);
  });

  it('parks a command that is refused, says so, and goes on', async () => {
    const said: string[] = [];
    Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: (message: string) => said.push(message) });
    bus.refused.add('refused');
    await start();
    await requestRun('refused');
    await bus.hasHeardOf('refused');
    await requestRun('next');
    await bus.hasHeardOf('next');
    expect(said).toEqual(['StartRunWhenRequested parked a command for refused: NOT_NOW It was refused.']);
  });
});
