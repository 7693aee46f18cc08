import { DomainError } from '@holdfast/event-sourcing';

export class OrganizationNotFoundError extends DomainError {
  constructor(organizationId: string) {
    super('not_found', 'ORGANIZATION_NOT_FOUND', `There is no organization ${organizationId}.`);
  }
}

export class RunNotFoundError extends DomainError {
  constructor(runId: string) {
    super('not_found', 'RUN_NOT_FOUND', `There is no run ${runId}.`);
  }
}

export class RunAlreadyGoingError extends DomainError {
  constructor(runId: string) {
    super('conflict', 'RUN_ALREADY_GOING', 'A run of this plan is going on.', { runId });
  }
}

export class RunHasEndedError extends DomainError {
  constructor(runId: string) {
    super('conflict', 'RUN_HAS_ENDED', 'The run has ended.', { runId });
  }
}

export class NothingToRetryError extends DomainError {
  constructor(runId: string) {
    super('conflict', 'NOTHING_TO_RETRY', 'The run left nothing undone.', { runId });
  }
}

export class TaskNotFoundError extends DomainError {
  constructor(taskId: string) {
    super('not_found', 'TASK_NOT_FOUND', `There is no task ${taskId}.`);
  }
}

export class SnapshotNotFoundError extends DomainError {
  constructor(snapshotId: string) {
    super('not_found', 'SNAPSHOT_NOT_FOUND', `There is no snapshot ${snapshotId}.`);
  }
}

export class RepositoryNotFoundError extends DomainError {
  constructor(repositoryId: string) {
    super('not_found', 'REPOSITORY_NOT_FOUND', `There is no repository ${repositoryId}.`);
  }
}

export class RestoreNotFoundError extends DomainError {
  constructor(restoreId: string) {
    super('not_found', 'RESTORE_NOT_FOUND', `There is no restore ${restoreId}.`);
  }
}

/** The run may send no request before its plan's window opens. It has been noted on the run. */
export class WindowClosedError extends DomainError {
  constructor(opensAt: Date) {
    super('conflict', 'WINDOW_CLOSED', `The window of the plan is closed until ${opensAt.toISOString()}.`);
  }
}
