import type { EventStore } from '../storage/event-store.ts';
import type { FilterExpression } from '../subscriptions/filter-expression.ts';
import { GroupCheckpoint } from './group-checkpoint.ts';
import { checkpointStreamOf, groupKey, parkedStreamOf } from './group-definition.ts';
import type { GroupDefinition, GroupSettings } from './group-definition.ts';
import { GroupDefinitions } from './group-definitions.ts';
import { startAfter } from './group-source.ts';
import { PersistentSubscriptionExistsError, PersistentSubscriptionNotFoundError } from './persistent-subscription.errors.ts';
import type { GroupName } from './persistent-subscription.errors.ts';
import { PersistentSubscription } from './persistent-subscription.ts';

export interface GroupRequest extends GroupName {
  readonly settings: GroupSettings;
  readonly filter?: FilterExpression;
}

/** All groups of the store. Changes to them happen one after the other. */
export class PersistentSubscriptions {
  readonly #store: EventStore;
  readonly #definitions: GroupDefinitions;
  readonly #groups = new Map<string, PersistentSubscription>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(store: EventStore) {
    this.#store = store;
    this.#definitions = new GroupDefinitions(store);
    for (const definition of this.#definitions.load()) this.#run(definition);
  }

  get all(): readonly PersistentSubscription[] {
    return [...this.#groups.values()];
  }

  /** @throws PersistentSubscriptionNotFoundError */
  get({ source, groupName }: GroupName): PersistentSubscription {
    const found = this.#groups.get(groupKey(source, groupName));
    if (!found) throw new PersistentSubscriptionNotFoundError({ source, groupName });
    return found;
  }

  /** @throws PersistentSubscriptionExistsError */
  create(request: GroupRequest): Promise<void> {
    return this.#change(async () => {
      if (this.#groups.has(groupKey(request.source, request.groupName))) throw new PersistentSubscriptionExistsError(request);
      const definition = { ...request, startAfter: startAfter(this.#store, request) };
      // What a former group of this name has left must be gone before the definition counts.
      await this.#checkpointOf(definition).reset();
      await this.#store.deleteSystemStream(parkedStreamOf(definition));
      await this.#definitions.save([...this.#definitionsNow(), definition]);
      this.#run(definition);
    });
  }

  /** New settings for a group, which goes on from where it was. Its consumers must connect again. */
  update({ source, groupName, settings }: GroupRequest): Promise<void> {
    return this.#change(async () => {
      const current = this.get({ source, groupName });
      const { filter } = current.definition;
      const isMoved = settings.start !== current.definition.settings.start;
      const start = isMoved ? startAfter(this.#store, { source, settings }) : current.definition.startAfter;
      const definition = { source, groupName, settings, startAfter: start, ...(filter && { filter }) };
      await this.#definitions.save([...this.#definitionsNow().filter((other) => other !== current.definition), definition]);
      this.#restart(current, definition);
    });
  }

  delete(name: GroupName): Promise<void> {
    return this.#change(async () => {
      const subscription = this.get(name);
      const { definition } = subscription;
      await this.#definitions.save(this.#definitionsNow().filter((other) => other !== definition));
      this.#groups.delete(groupKey(definition.source, definition.groupName));
      subscription.close('dropped');
      await this.#checkpointOf(definition).delete();
      await this.#store.deleteSystemStream(parkedStreamOf(definition));
    });
  }

  /** Drops all consumers and starts every group anew from what is on disk. */
  restartAll(): Promise<void> {
    return this.#change(() => {
      for (const subscription of this.all) this.#restart(subscription, subscription.definition);
    });
  }

  close(): void {
    for (const subscription of this.#groups.values()) subscription.close('closing');
  }

  /** In one go: a consumer that was dropped connects again at once, and must not meet a group that has ended. */
  #restart(subscription: PersistentSubscription, definition: GroupDefinition): void {
    subscription.close('dropped');
    this.#store.flush();
    this.#run(definition);
  }

  #run(definition: GroupDefinition): void {
    this.#groups.set(groupKey(definition.source, definition.groupName), new PersistentSubscription(this.#store, definition));
  }

  #definitionsNow(): GroupDefinition[] {
    return this.all.map(({ definition }) => definition);
  }

  #checkpointOf(definition: GroupDefinition): GroupCheckpoint {
    return new GroupCheckpoint(this.#store, checkpointStreamOf(definition));
  }

  #change(change: () => Promise<void> | void): Promise<void> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }
}
