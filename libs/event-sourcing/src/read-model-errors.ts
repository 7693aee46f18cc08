import type { PositionedEvent } from './event.ts';

/** A projection failed on an event. It is tried again; nothing behind the event is shown before. */
export class ProjectionError extends Error {
  readonly code = 'PROJECTION_FAILED';
  constructor(
    readonly projection: string,
    readonly event: Pick<PositionedEvent, 'id' | 'type' | 'stream' | 'revision'>,
    cause: unknown,
  ) {
    const { id, type, stream, revision } = event;
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the projection "${projection}" cannot apply ${type} (${id}, revision ${revision} of ${stream}): ${reason}`, { cause });
    this.name = 'ProjectionError';
  }
}

/** The read models keep failing on one event, so that nothing stored after it is shown. */
export class ReadModelsStandStillError extends Error {
  readonly code = 'READ_MODELS_STAND_STILL';
  constructor(cause: ProjectionError) {
    super('the read models stand still at an event that they cannot apply', { cause });
    this.name = 'ReadModelsStandStillError';
  }
}
