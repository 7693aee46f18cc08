import { Consumer } from './consumer.ts';
import type { ConsumerConnection, DropReason } from './consumer.ts';
import { consumerStrategy } from './consumer-strategy.ts';
import type { ConsumerStrategy } from './consumer-strategy.ts';
import type { GroupSettings } from './group-definition.ts';
import { isReplay } from './group-message.ts';
import type { GroupMessage } from './group-message.ts';
import type { GroupSource } from './group-source.ts';
import { OutstandingMessages } from './outstanding-messages.ts';
import { Settlement } from './settlement.ts';

export type NackAction = 'park' | 'retry' | 'skip' | 'stop';

/** What a group keeps outside of itself. */
export interface GroupRecords {
  /** Both resolve when it is on disk. */
  saveCheckpoint(place: number): Promise<void>;
  park(message: GroupMessage, reason: string): Promise<void>;
  /** The next parked messages that somebody wants to be delivered again, if any. */
  pullReplayed(limit: number): readonly GroupMessage[];
  /** A parked message that was on its way again has been dealt with: acknowledged, skipped, or parked anew. */
  settleParked(place: number): void;
}

export interface ConsumerGroupParts {
  readonly settings: GroupSettings;
  readonly source: GroupSource;
  readonly startAfter: number;
  readonly records: GroupRecords;
  readonly now: () => Date;
  /** Asks for `tick` at this time, in milliseconds since the epoch, instead of the time asked for before; undefined for never. */
  readonly wakeAt: (time: number | undefined) => void;
}

/**
 * Competing consumers: every message goes to one of them, at least once, until one acknowledges it or it is parked. No order is promised.
 *
 * Messages are pulled from the log as consumers take them, so at most one buffer of them is in memory whatever the backlog.
 */
export class ConsumerGroup {
  readonly settings: GroupSettings;
  readonly outstanding: OutstandingMessages;
  readonly #source: GroupSource;
  readonly #records: GroupRecords;
  readonly #now: () => Date;
  readonly #wakeAt: (time: number | undefined) => void;
  readonly #strategy: ConsumerStrategy;
  readonly #settlement: Settlement;
  readonly #consumers: Consumer[] = [];
  #retries: GroupMessage[] = [];
  #fresh: GroupMessage[] = [];
  #isAtEnd = false;
  #delivered = 0;
  #lastCheckpointAt: number;

  constructor({ settings, source, startAfter, records, now, wakeAt }: ConsumerGroupParts) {
    this.settings = settings;
    this.#source = source;
    this.#records = records;
    this.#now = now;
    this.#wakeAt = wakeAt;
    this.#strategy = consumerStrategy(settings.strategy);
    this.#settlement = new Settlement(startAfter);
    this.outstanding = new OutstandingMessages(settings.messageTimeout);
    this.#lastCheckpointAt = now().getTime();
  }

  get consumers(): readonly Consumer[] {
    return this.#consumers;
  }

  get retryCount(): number {
    return this.#retries.length;
  }

  get bufferedCount(): number {
    return this.#fresh.length;
  }

  get deliveredCount(): number {
    return this.#delivered;
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  get isFull(): boolean {
    const { maxSubscriberCount } = this.settings;
    return maxSubscriberCount > 0 && this.#consumers.length >= maxSubscriberCount;
  }

  /** Nothing is sent before the next `pump`, so that the consumer can be told first that it is in. */
  connect(connection: ConsumerConnection): Consumer {
    const consumer = new Consumer(connection);
    this.#consumers.push(consumer);
    return consumer;
  }

  /** What a lost consumer had in hand goes to the others. */
  disconnect(consumer: Consumer): void {
    const index = this.#consumers.indexOf(consumer);
    if (index < 0) return;
    this.#consumers.splice(index, 1);
    for (const id of consumer.inFlight) this.#retryOrPark(this.outstanding.take(id));
    this.pump();
  }

  acknowledge(ids: readonly string[]): void {
    const now = this.#now().getTime();
    for (const id of ids) this.#settle(this.outstanding.acknowledge(id, now));
    this.#checkpointIfMany();
    this.pump();
  }

  refuse(consumer: Consumer, ids: readonly string[], action: NackAction, reason: string): void {
    for (const id of ids) this.#refuse(this.outstanding.take(id), action, reason);
    if (action === 'stop') consumer.connection.drop('dropped');
    this.#checkpointIfMany();
    this.pump();
  }

  /** Delivers what there is to whoever has room. Called when anything has changed: a commit, a consumer, an acknowledgement, time. */
  pump(): void {
    if (this.#consumers.length > 0) this.#deliverAll();
    this.#wakeAt(this.#dueAt());
  }

  /** Time has passed: messages may be overdue, or a checkpoint. */
  tick(): void {
    const now = this.#now().getTime();
    for (const message of this.outstanding.takeExpired(now)) this.#retryOrPark(message);
    const checkpointAt = this.#checkpointDueAt();
    if (checkpointAt !== undefined && now >= checkpointAt) this.checkpoint();
    this.pump();
  }

  /** Stores how far the group has come. */
  checkpoint(): void {
    this.#lastCheckpointAt = this.#now().getTime();
    const place = this.#settlement.save();
    // A checkpoint that cannot be stored costs repetitions after a restart and nothing else; the next one makes up for it.
    if (place !== undefined) this.#records.saveCheckpoint(place).catch(() => undefined);
  }

  /** Ends all connections; what was not acknowledged stays unacknowledged. */
  dropConsumers(reason: DropReason): void {
    for (const { connection } of this.#consumers.splice(0)) connection.drop(reason);
  }

  #dueAt(): number | undefined {
    // A filter may pass over a long stretch: then it goes on in another turn, so that others get theirs.
    const isLooking = this.#fresh.length === 0 && !this.#isAtEnd && this.#consumers.some(({ hasRoom }) => hasRoom);
    if (isLooking) return this.#now().getTime();
    const times = [this.outstanding.firstDeadline, this.#checkpointDueAt()].filter((time) => time !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  #checkpointDueAt(): number | undefined {
    const { minCheckpointCount, checkpointAfter } = this.settings;
    return this.#settlement.sinceSaved >= Math.max(1, minCheckpointCount) ? this.#lastCheckpointAt + checkpointAfter : undefined;
  }

  #deliverAll(): void {
    let before: number;
    do {
      before = this.#delivered;
      this.#fill();
      this.#retries = this.#deliver(this.#retries);
      this.#fresh = this.#deliver(this.#fresh);
    } while (this.#delivered > before);
  }

  #fill(): void {
    const capacity = Math.max(1, this.settings.historyBufferSize);
    if (this.#retries.length === 0) this.#retries = this.#records.pullReplayed(capacity).filter((message) => this.#canBeDone(message));
    const wanted = capacity - this.#fresh.length;
    if (wanted <= 0) return;
    const { messages, considered, lastConsidered, isLast } = this.#source.pull(wanted);
    for (const message of messages) if (this.#canBeDone(message)) this.#begin(message);
    this.#settlement.reach(lastConsidered, considered - messages.length);
    this.#isAtEnd = isLast;
  }

  #begin(message: GroupMessage): void {
    if (message.previous !== undefined) this.#settlement.begin(message.place, message.previous);
    this.#fresh.push(message);
  }

  /** The event behind a link may be gone for good: then there is nothing left to do. */
  #canBeDone(message: GroupMessage): boolean {
    if (message.resolved.event) return true;
    this.#settle(message);
    return false;
  }

  /** @returns what found no consumer, in its order */
  #deliver(messages: readonly GroupMessage[]): GroupMessage[] {
    const left: GroupMessage[] = [];
    for (const [index, message] of messages.entries()) {
      const choice = this.#choose(message);
      if (choice === 'nobody') return [...left, ...messages.slice(index)];
      if (choice === 'not-this-one') left.push(message);
      else this.#send(message, choice);
    }
    return left;
  }

  #choose(message: GroupMessage): Consumer | 'nobody' | 'not-this-one' {
    // Acknowledgements name event ids, so of two events with one id the second waits until the first is settled.
    if (this.outstanding.has(message.id)) return 'not-this-one';
    return this.#strategy(message, this.#consumers);
  }

  #send(message: GroupMessage, consumer: Consumer): void {
    this.outstanding.start(message, consumer, this.#now().getTime());
    this.#delivered++;
    consumer.deliver(message);
  }

  #refuse(message: GroupMessage | undefined, action: NackAction, reason: string): void {
    switch (action) {
      case 'park':
        this.#park(message, reason);
        break;
      case 'skip':
        this.#settle(message);
        break;
      case 'retry':
      case 'stop':
        this.#retryOrPark(message);
        break;
    }
  }

  #retryOrPark(message: GroupMessage | undefined): void {
    if (!message) return;
    const { maxRetryCount } = this.settings;
    if (message.retryCount >= maxRetryCount) this.#park(message, `Reached retry count of ${maxRetryCount}`);
    else this.#retries.push({ ...message, retryCount: message.retryCount + 1 });
  }

  #park(message: GroupMessage | undefined, reason: string): void {
    if (!message) return;
    this.#records
      .park(message, reason)
      .then(() => {
        this.#settle(message);
      })
      .catch(() => {
        // Not parked, so not done with: it comes again.
        this.#retries.push(message);
      })
      .finally(() => {
        this.pump();
      });
  }

  #settle(message: GroupMessage | undefined): void {
    if (!message) return;
    if (isReplay(message)) this.#records.settleParked(message.place);
    else this.#settlement.settle(message.place);
  }

  #checkpointIfMany(): void {
    if (this.#settlement.sinceSaved >= Math.max(1, this.settings.maxCheckpointCount)) this.checkpoint();
  }
}
