import type { Consumer } from './consumer.ts';
import type { GroupMessage } from './group-message.ts';

interface Outstanding {
  readonly message: GroupMessage;
  readonly consumer: Consumer;
  readonly startedAt: number;
  readonly deadline: number;
}

/** The messages that consumers have in hand, by id. */
export class OutstandingMessages {
  // In order of delivery, and so of their deadlines: every message has the same time.
  readonly #messages = new Map<string, Outstanding>();
  readonly #timeout: number;

  /** @param timeout in milliseconds, 0 for none */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  get size(): number {
    return this.#messages.size;
  }

  get firstDeadline(): number | undefined {
    const [first] = this.#messages.values();
    return first && Number.isFinite(first.deadline) ? first.deadline : undefined;
  }

  has(id: string): boolean {
    return this.#messages.has(id);
  }

  start(message: GroupMessage, consumer: Consumer, now: number): void {
    const deadline = this.#timeout > 0 ? now + this.#timeout : Infinity;
    this.#messages.set(message.id, { message, consumer, startedAt: now, deadline });
  }

  /** Takes a message that is done with; undefined if nobody has it any more. */
  acknowledge(id: string, now: number): GroupMessage | undefined {
    const found = this.#messages.get(id);
    found?.consumer.handlingTimes.add(now - found.startedAt);
    return this.take(id);
  }

  /** Takes a message out of its consumer's hands; undefined if nobody has it any more. */
  take(id: string): GroupMessage | undefined {
    const found = this.#messages.get(id);
    this.#messages.delete(id);
    found?.consumer.inFlight.delete(id);
    return found?.message;
  }

  takeExpired(now: number): GroupMessage[] {
    const expired: GroupMessage[] = [];
    for (const [id, { deadline }] of this.#messages) {
      if (deadline > now) break;
      const message = this.take(id);
      if (message) expired.push(message);
    }
    return expired;
  }
}
