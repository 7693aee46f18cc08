import type { ProposedEvent } from '../recorded-event.ts';
import type { EventLog } from './event-log.ts';
import { decideAppend } from './expected-revision.ts';
import type { AppendDecision, EventPlace, ExpectedRevision } from './expected-revision.ts';
import type { GroupCommit } from './group-commit.ts';
import type { StreamHead } from './stream-heads.ts';
import { isSoftDeleted, softDeletedMetadata, withTruncateBefore } from './stream-metadata.ts';
import {
  isMetadataStream,
  METADATA_EVENT_TYPE,
  metadataStreamOf,
  originalStreamOf,
  TOMBSTONE_EVENT_TYPE,
  TOMBSTONE_REVISION,
} from './system-streams.ts';

export interface AppendRequest {
  readonly streamName: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ProposedEvent[];
  /** Asked when the turn comes: an append whose caller waits no longer is not made. */
  readonly isAbandoned?: () => boolean;
}

export interface DeleteRequest {
  readonly streamName: string;
  readonly expected: ExpectedRevision;
  readonly isAbandoned?: () => boolean;
}

/** `last` is missing when nothing was written because nothing was asked for. */
export type AppendOutcome =
  | { readonly kind: 'stored'; readonly lastRevision: number; readonly position?: number }
  | WrongExpectedRevision
  | { readonly kind: 'deleted' }
  | { readonly kind: 'abandoned' };

export type DeleteOutcome =
  { readonly kind: 'stored'; readonly position: number } | WrongExpectedRevision | { readonly kind: 'deleted' | 'abandoned' };

/** `lastRevision` is -1 when there is no such stream. */
export interface WrongExpectedRevision {
  readonly kind: 'wrong-expected-revision';
  readonly lastRevision: number;
}

/** Decides about writes against the heads in memory and writes them in groups. Whoever gets 'stored' may rely on the disk. */
export class EventWriter {
  readonly #log: EventLog;
  readonly #commit: GroupCommit;
  readonly #newId: () => string;

  constructor(log: EventLog, commit: GroupCommit, newId: () => string) {
    this.#log = log;
    this.#commit = commit;
    this.#newId = newId;
  }

  append(request: AppendRequest): Promise<AppendOutcome> {
    return this.#commit.submit(() => (request.isAbandoned?.() ? { kind: 'abandoned' } : this.#append(request)));
  }

  /** Hides all events of a stream; a later append goes on with the next revision. */
  softDelete(request: DeleteRequest): Promise<DeleteOutcome> {
    return this.#delete(request, ({ name, lastRevision }) => {
      const metadataStream = metadataStreamOf(name);
      if (lastRevision < 0 && this.#log.heads.get(metadataStream).lastRevision < 0) return undefined;
      return this.#log.append(metadataStream, [this.#metadataEvent(softDeletedMetadata())]);
    });
  }

  /** Ends a stream for ever. */
  tombstone(request: DeleteRequest): Promise<DeleteOutcome> {
    return this.#delete(request, ({ name }) => this.#log.appendFrom(name, TOMBSTONE_REVISION, [this.#tombstoneEvent()]));
  }

  #append({ streamName, expected, events }: AppendRequest): AppendOutcome {
    if (this.#log.heads.isTombstoned(streamName)) return { kind: 'deleted' };
    const head = this.#log.heads.get(streamName);
    const decision = this.#decide(head, expected, events);
    switch (decision.kind) {
      case 'write':
        return this.#write(head, events, decision.revives);
      case 'already-there':
        return { kind: 'stored', lastRevision: decision.last.revision, position: decision.last.position };
      case 'wrong-expected-revision':
        return { kind: 'wrong-expected-revision', lastRevision: head.lastRevision };
      case 'deleted':
        return { kind: 'deleted' };
    }
  }

  #decide(head: StreamHead, expected: ExpectedRevision, events: readonly ProposedEvent[]): AppendDecision {
    const hasMetadata = this.#log.heads.get(metadataStreamOf(head.name)).lastRevision >= 0;
    const ids = events.map((event) => event.id);
    return decideAppend(head, hasMetadata, expected, ids, {
      recent: (id) => this.#log.recent(head.name, id),
      at: (revision, id) => this.#log.at(head, revision, id),
    });
  }

  #write(head: StreamHead, events: readonly ProposedEvent[], revives: boolean): AppendOutcome {
    if (events.length === 0) return { kind: 'stored', lastRevision: head.lastRevision };
    const revivesOriginal = isMetadataStream(head.name) && isSoftDeleted(this.#log.heads.get(originalStreamOf(head.name)).metadata);
    const last = this.#log.append(head.name, events);
    if (revives) this.#revive(head.name, head.lastRevision + 1);
    if (revivesOriginal) this.#reviveOriginal(originalStreamOf(head.name));
    return { kind: 'stored', lastRevision: last.revision, position: last.position };
  }

  #reviveOriginal(streamName: string): void {
    this.#revive(streamName, this.#log.heads.get(streamName).lastRevision + 1);
  }

  #revive(streamName: string, firstVisible: number): void {
    const metadataStream = metadataStreamOf(streamName);
    const data = this.#log.heads.lastDataOf(metadataStream);
    const moved = data && withTruncateBefore(data, firstVisible);
    if (moved) this.#log.append(metadataStream, [this.#metadataEvent(moved)]);
  }

  #delete(request: DeleteRequest, write: (head: StreamHead) => EventPlace | undefined): Promise<DeleteOutcome> {
    return this.#commit.submit(() => {
      if (request.isAbandoned?.()) return { kind: 'abandoned' };
      if (this.#log.heads.isTombstoned(request.streamName)) return { kind: 'deleted' };
      const head = this.#log.heads.get(request.streamName);
      const decision = this.#decide(head, request.expected, [this.#tombstoneEvent()]);
      if (decision.kind === 'deleted') return { kind: 'deleted' };
      const place = decision.kind === 'write' ? write(head) : undefined;
      return place ? { kind: 'stored', position: place.position } : { kind: 'wrong-expected-revision', lastRevision: head.lastRevision };
    });
  }

  #metadataEvent(data: Uint8Array): ProposedEvent {
    return { id: this.#newId(), type: METADATA_EVENT_TYPE, isJson: true, data, metadata: new Uint8Array() };
  }

  #tombstoneEvent(): ProposedEvent {
    return { id: this.#newId(), type: TOMBSTONE_EVENT_TYPE, isJson: false, data: new Uint8Array(), metadata: new Uint8Array() };
  }
}
