import { createHash } from 'node:crypto';
import type { StoredEvent } from '@holdfast/event-sourcing';
import { canonicalJson } from './canonical-json.ts';

/** What an event is before the first one. */
export const BEGINNING: Buffer = Buffer.alloc(32);

/** An event's place in the chain: its hash covers the event and, through the hash before it, all events before it. */
export interface ChainLink {
  /** 1 for the first event. */
  readonly number: number;
  readonly eventId: string;
  /** SHA-256. */
  readonly hash: Buffer;
}

/**
 * Streams that are not in the chain, since events leave them as a matter of course: the event store's own (`$…`), and how far sagas have read,
 * of which only the last are kept.
 */
const outside = ['$', 'sagaCheckpoint-'];

export function isChained({ stream }: StoredEvent): boolean {
  return !outside.some((prefix) => stream.startsWith(prefix));
}

/**
 * Covers what an event says and where it stands: id, stream, revision, type, data and metadata (with its time and actor). Not its position nor
 * the server's own time, which are others after a move to another server.
 */
export function hashAfter(previous: Buffer, { id, stream, revision, type, data, metadata }: StoredEvent): Buffer {
  const content = canonicalJson(['holdfast audit chain 1', id, stream, revision.toString(), type, data, metadata]);
  return createHash('sha256').update(previous).update(content).digest();
}
