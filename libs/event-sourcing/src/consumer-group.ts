import {
  END,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionExistsError,
  START,
  persistentSubscriptionToAllSettingsFromDefaults,
  streamNameFilter,
  type EventStoreDBClient,
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToAllResolvedEvent,
  type PersistentSubscriptionToAllSettings,
} from '@eventstore/db-client';
import type { EventReader } from './event-reader.ts';
import type { PositionedEvent } from './event.ts';
import { positionedEvent } from './recorded-event-from-client.ts';

/** A persistent subscription to `$all`. The name stands for the streams too: another set of streams needs another name. */
export interface ConsumerGroupDefinition {
  readonly name: string;
  /** Prefixes of the streams whose events it delivers. */
  readonly streams: readonly string[];
  /** Where the group begins when it is made, also when it is made again after somebody deleted it. */
  readonly begins: 'at-first-event' | 'now';
  /** Milliseconds after which the server gives a message that is not settled to another consumer. */
  readonly workWithin: number;
  /** How often the server delivers a message again, for whatever reason, before it parks it. */
  readonly retries: number;
}

/** A message: an event, and how often it was delivered before. */
export interface Delivery {
  readonly event: PositionedEvent;
  readonly retries: number;
  /** Tells the server what became of it. Throws when the connection on which it came is gone: it then comes again. */
  readonly ack: () => Promise<void>;
  readonly nack: (action: 'retry' | 'park', reason: string) => Promise<void>;
}

/** What a group is to the server. */
export class ConsumerGroup {
  readonly definition: ConsumerGroupDefinition;
  readonly #client: EventStoreDBClient;
  readonly #reader: EventReader;

  constructor(client: EventStoreDBClient, reader: EventReader, definition: ConsumerGroupDefinition) {
    this.definition = definition;
    this.#client = client;
    this.#reader = reader;
  }

  /** Makes the group unless it is there. Several processes may do so at once. */
  async make(): Promise<void> {
    const { name, streams } = this.definition;
    try {
      await this.#client.createPersistentSubscriptionToAll(name, this.#settings(), {
        filter: streamNameFilter({ prefixes: [...streams] }),
      });
    } catch (error) {
      if (!(error instanceof PersistentSubscriptionExistsError)) throw error;
    }
  }

  /** Makes the group, or changes the one that is there when it was made with other times. A change makes every consumer connect anew. */
  async makeAsDefined(): Promise<void> {
    const present = await this.#presentSettings();
    if (!present) await this.make();
    else if (present.messageTimeout !== this.definition.workWithin || present.maxRetryCount !== this.definition.retries)
      await this.#client.updatePersistentSubscriptionToAll(this.definition.name, this.#settings());
  }

  /** How many messages are parked. */
  async parked(): Promise<number> {
    const { stats } = await this.#client.getPersistentSubscriptionToAllInfo(this.definition.name);
    return Number(stats.parkedMessageCount);
  }

  /** Delivers everything that is parked again. */
  async replayParked(): Promise<void> {
    await this.#client.replayParkedMessagesToAll(this.definition.name);
  }

  /** Delivers messages, no more than `atOnce` that are not settled. */
  subscribe(atOnce: number): PersistentSubscriptionToAll {
    return this.#client.subscribeToPersistentSubscriptionToAll(this.definition.name, { bufferSize: atOnce }, { highWaterMark: atOnce });
  }

  /** A message as it came; undefined for an event that was deleted since. */
  deliveryOf(message: PersistentSubscriptionToAllResolvedEvent, subscription: PersistentSubscriptionToAll): Delivery | undefined {
    if (!message.event) return undefined;
    return {
      event: this.#reader.present(positionedEvent(message.event)),
      retries: message.retryCount,
      ack: () => subscription.ack(message),
      nack: (action, reason) => subscription.nack(action, reason, message),
    };
  }

  async #presentSettings(): Promise<PersistentSubscriptionToAllSettings | undefined> {
    try {
      return (await this.#client.getPersistentSubscriptionToAllInfo(this.definition.name)).settings;
    } catch (error) {
      if (error instanceof PersistentSubscriptionDoesNotExistError) return undefined;
      throw error;
    }
  }

  #settings(): PersistentSubscriptionToAllSettings {
    const { begins, workWithin: messageTimeout, retries: maxRetryCount } = this.definition;
    const startFrom = begins === 'now' ? END : START;
    return persistentSubscriptionToAllSettingsFromDefaults({ startFrom, messageTimeout, maxRetryCount });
  }
}
