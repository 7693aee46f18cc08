/** Which group an error is about. */
export interface GroupName {
  readonly source: string;
  readonly groupName: string;
}

/** An error about a group, named as the client names it. */
export class PersistentSubscriptionError extends Error {
  readonly source: string;
  readonly groupName: string;

  constructor(message: string, { source, groupName }: GroupName) {
    super(message);
    this.name = new.target.name;
    this.source = source;
    this.groupName = groupName;
  }
}

export class PersistentSubscriptionNotFoundError extends PersistentSubscriptionError {
  readonly code = 'PERSISTENT_SUBSCRIPTION_NOT_FOUND';

  constructor(group: GroupName) {
    super(`Subscription group ${group.groupName} on stream ${group.source} does not exist.`, group);
  }
}

export class PersistentSubscriptionExistsError extends PersistentSubscriptionError {
  readonly code = 'PERSISTENT_SUBSCRIPTION_EXISTS';

  constructor(group: GroupName) {
    super(`Subscription group ${group.groupName} on stream ${group.source} exists.`, group);
  }
}

export class PersistentSubscriptionFullError extends PersistentSubscriptionError {
  readonly code = 'PERSISTENT_SUBSCRIPTION_FULL';

  constructor(group: GroupName) {
    super(`Maximum subscriptions reached for subscription group ${group.groupName} on stream ${group.source}.`, group);
  }
}

/** The group was deleted, changed or restarted, or the consumer asked to stop. */
export class PersistentSubscriptionDroppedError extends PersistentSubscriptionError {
  readonly code = 'PERSISTENT_SUBSCRIPTION_DROPPED';

  constructor(group: GroupName) {
    super(`Subscription group ${group.groupName} on stream ${group.source} was dropped.`, group);
  }
}
