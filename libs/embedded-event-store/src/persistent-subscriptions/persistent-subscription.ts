import type { EventStore } from '../storage/event-store.ts';
import type { Consumer, ConsumerConnection, DropReason } from './consumer.ts';
import { ConsumerGroup } from './consumer-group.ts';
import type { NackAction } from './consumer-group.ts';
import { GroupCheckpoint } from './group-checkpoint.ts';
import { checkpointStreamOf, parkedStreamOf } from './group-definition.ts';
import type { GroupDefinition } from './group-definition.ts';
import { groupSource } from './group-source.ts';
import type { GroupSource } from './group-source.ts';
import { ParkedMessages } from './parked-messages.ts';
import { PersistentSubscriptionFullError } from './persistent-subscription.errors.ts';

/** Timers count to this at most: about 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A group at work: fed by the log, woken by commits and time, with what it keeps on disk. */
export class PersistentSubscription {
  readonly definition: GroupDefinition;
  readonly group: ConsumerGroup;
  readonly parked: ParkedMessages;
  readonly startedAt: number;
  #lastCheckpoint: number | undefined;
  readonly #source: GroupSource;
  readonly #store: EventStore;
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: EventStore, definition: GroupDefinition) {
    this.#store = store;
    this.definition = definition;
    this.startedAt = store.now().getTime();
    this.parked = new ParkedMessages(store, parkedStreamOf(definition));
    const checkpoint = new GroupCheckpoint(store, checkpointStreamOf(definition));
    this.#lastCheckpoint = checkpoint.load();
    const startAfter = this.#lastCheckpoint ?? definition.startAfter;
    this.#source = groupSource(store, definition, startAfter);
    this.group = new ConsumerGroup({
      settings: definition.settings,
      source: this.#source,
      startAfter,
      records: this.#records(checkpoint),
      now: store.now,
      wakeAt: (time) => {
        this.#wakeAt(time);
      },
    });
    void this.#pumpOnCommits();
  }

  /** The last place that a restart would start after, if any was stored yet. */
  get lastCheckpoint(): number | undefined {
    return this.#lastCheckpoint;
  }

  get lastKnown(): number | undefined {
    return this.#source.lastKnown();
  }

  /** @throws PersistentSubscriptionFullError */
  connect(connection: ConsumerConnection): Consumer {
    if (this.group.isFull) throw new PersistentSubscriptionFullError(this.definition);
    return this.group.connect(connection);
  }

  disconnect(consumer: Consumer): void {
    if (!this.#closing.signal.aborted) this.group.disconnect(consumer);
  }

  acknowledge(ids: readonly string[]): void {
    if (!this.#closing.signal.aborted) this.group.acknowledge(ids);
  }

  refuse(consumer: Consumer, ids: readonly string[], action: NackAction, reason: string): void {
    if (!this.#closing.signal.aborted) this.group.refuse(consumer, ids, action, reason);
  }

  replayParked(limit: number): void {
    this.parked.replay(limit);
    this.group.pump();
  }

  /** Stops the group where it is; its definition, its checkpoint and its parked messages stay. */
  close(reason: DropReason): void {
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.group.checkpoint();
    this.group.dropConsumers(reason);
  }

  #records(checkpoint: GroupCheckpoint): ConstructorParameters<typeof ConsumerGroup>[0]['records'] {
    return {
      saveCheckpoint: async (place) => {
        await checkpoint.save(place);
        this.#lastCheckpoint = place;
      },
      park: (message, reason) => this.parked.park(message, reason),
      pullReplayed: (limit) => this.parked.pull(limit),
      // If it cannot be stored the message stays parked, which repeats it and loses nothing.
      settleParked: (place) => void this.parked.settle(place).catch(() => undefined),
    };
  }

  async #pumpOnCommits(): Promise<void> {
    const { commits } = this.#store;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const { version } = commits;
      this.group.pump();
      await commits.changedSince(version, signal);
    }
  }

  #wakeAt(time: number | undefined): void {
    clearTimeout(this.#timer);
    if (time === undefined || this.#closing.signal.aborted) return;
    const delay = Math.min(Math.max(0, time - this.#store.now().getTime()), LONGEST_TIMER);
    this.#timer = setTimeout(() => {
      this.group.tick();
    }, delay);
  }
}
