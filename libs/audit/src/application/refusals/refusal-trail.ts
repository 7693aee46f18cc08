import {
  CLOCK,
  deterministicId,
  EventStore,
  metadataOf,
  NO_EVENTS,
  WrongRevisionError,
  type Clock,
  type CommandContext,
  type DomainEvent,
} from '@holdfast/event-sourcing';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { refusalStream, type CommandRefusalsCounted, type CommandRefused } from '../../contracts/refusal.events.ts';

/** In this time so many refusals of one actor, command and code are told one by one; those that follow are counted. */
const WINDOW_MS = 60_000;
const TOLD = 10;

const LONGEST = 500;

interface Window {
  readonly began: number;
  told: number;
  counted: { readonly context: CommandContext; readonly data: CommandRefusalsCounted['data'] } | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Records refused commands. Whoever sends the same wrong command in a loop gets no more than some events a minute for it. */
@Injectable()
export class RefusalTrail implements BeforeApplicationShutdown {
  private readonly logger = new Logger('audit');
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly eventStore: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Resolves when it is stored or counted. Never rejects: a refusal that cannot be stored is logged, and told to its sender all the same. */
  async record(data: CommandRefused['data'], context: CommandContext): Promise<void> {
    const key = JSON.stringify([context.actor, data.command, data.code]);
    const window = await this.windowOf(key);
    if (window.told >= TOLD) {
      this.count(key, window, data, context);
      return;
    }
    window.told++;
    await this.append({ type: 'CommandRefused', data: { ...data, message: data.message.slice(0, LONGEST) } }, context);
  }

  /** Stores what was only counted so far. */
  async flush(): Promise<void> {
    await Promise.all([...this.windows.keys()].map((key) => this.close(key)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async windowOf(key: string): Promise<Window> {
    const now = this.clock().getTime();
    const open = this.windows.get(key);
    if (open && now - open.began < WINDOW_MS) return open;
    const window: Window = { began: now, told: 0, counted: undefined, timer: undefined };
    const closed = this.close(key);
    this.windows.set(key, window);
    await closed;
    return window;
  }

  private count(key: string, window: Window, { command, code }: CommandRefused['data'], context: CommandContext): void {
    const until = this.clock().toISOString();
    const { refusals = 0, from = until } = window.counted?.data ?? {};
    window.counted = { context: window.counted?.context ?? context, data: { command, code, refusals: refusals + 1, from, until } };
    window.timer ??= setTimeout(() => void this.close(key), WINDOW_MS).unref();
  }

  private async close(key: string): Promise<void> {
    const window = this.windows.get(key);
    this.windows.delete(key);
    clearTimeout(window?.timer);
    if (window?.counted) await this.append({ type: 'CommandRefusalsCounted', data: window.counted.data }, window.counted.context);
  }

  private async append(event: DomainEvent, context: CommandContext): Promise<void> {
    const id = deterministicId(context.commandId, event.type);
    try {
      await this.eventStore.append(refusalStream(id), NO_EVENTS, [{ id, event, metadata: metadataOf(context, this.clock()) }]);
    } catch (error) {
      // A command that is repeated is the same command, and its refusal is recorded.
      if (error instanceof WrongRevisionError) return;
      this.logger.warn(`${event.type} could not be recorded: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
