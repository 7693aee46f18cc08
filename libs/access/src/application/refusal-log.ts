import { CLOCK, DeciderRepository, ID_GENERATOR, newContext, type Clock, type IdGenerator } from '@holdfast/event-sourcing';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { accessRefusalsStream, type AccessRefused, type RefusalReason, type RefusedRequests } from '../contracts/access.events.ts';
import { accessRefusals } from '../domain/access-log.deciders.ts';

/** At most one event in this time, whatever comes. */
const INTERVAL_MS = 60_000;

/** So many kinds are told apart in that time; the others are counted with them, but not named. */
const MOST_KINDS = 1_000;
const MOST_TOLD = 20;

/** Records requests that were not let in: the first one at once, those of the minute after it together. */
@Injectable()
export class RefusalLog implements BeforeApplicationShutdown {
  private readonly logger = new Logger('access');
  private readonly kinds = new Map<string, RefusedRequests>();
  private times: Date[] = [];
  private requests = 0;
  private timer: NodeJS.Timeout | undefined;
  private recorded = -Infinity;
  private recording: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  note(address: string, reason: RefusalReason, token: string | null): void {
    const now = this.clock();
    this.times = [this.times[0] ?? now, now];
    this.requests++;
    const key = JSON.stringify([address, reason, token]);
    const requests = this.kinds.get(key)?.requests ?? 0;
    if (requests > 0 || this.kinds.size < MOST_KINDS) this.kinds.set(key, { address, reason, token, requests: requests + 1 });
    this.timer ??= setTimeout(() => void this.flush(), Math.max(0, this.recorded + INTERVAL_MS - now.getTime())).unref();
  }

  /** Records what has not been recorded yet. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const event = this.take();
    if (event) this.recording = this.recording.then(() => this.record(event));
    return this.recording;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private take(): AccessRefused | undefined {
    const [from, until] = this.times;
    if (!from || !until) return undefined;
    const refused = [...this.kinds.values()].sort((one, other) => other.requests - one.requests).slice(0, MOST_TOLD);
    const data = { from: from.toISOString(), until: until.toISOString(), requests: this.requests, refused };
    this.recorded = this.clock().getTime();
    this.kinds.clear();
    this.times = [];
    this.requests = 0;
    return { type: 'AccessRefused', data };
  }

  private async record(event: AccessRefused): Promise<void> {
    try {
      await this.repository.decide(accessRefusals, accessRefusalsStream, event, newContext(this.newId(), 'holdfast'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`${event.data.requests} requests that were not let in were not recorded: ${reason}`);
    }
  }
}
