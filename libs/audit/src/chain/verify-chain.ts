import { formatPosition, type StoredEvent } from '@holdfast/event-sourcing';
import type { AuditMismatch } from '../contracts/verification.views.ts';
import type { Anchor } from './anchor.ts';
import type { ChainFile } from './chain-file.ts';
import { BEGINNING, hashAfter, isChained } from './chain-link.ts';

/** Events up to a place of the chain that were found as they should be. */
export interface Verified {
  readonly number: number;
  readonly hash: Buffer;
}

export const NOTHING_VERIFIED: Verified = { number: 0, hash: BEGINNING };

export interface ChainEvidence {
  /** What was kept of each event; null when that is lost. */
  readonly links: Pick<ChainFile, 'link' | 'numberOf' | 'end'> | null;
  /** Genuine ones, from wherever. */
  readonly anchors: readonly Anchor[];
}

export interface ChainVerdict {
  /** The last event up to which all is well. */
  readonly verified: Verified;
  readonly position: StoredEvent['position'] | undefined;
  readonly firstMismatch: AuditMismatch | null;
}

/** Goes through events in their order, all of them or those after what was verified before, and stops at the first that is not as it was. */
export async function verifyChain(
  events: AsyncIterable<StoredEvent>,
  evidence: ChainEvidence,
  from: Verified = NOTHING_VERIFIED,
): Promise<ChainVerdict> {
  const walk = new ChainWalk(evidence, from);
  const iterator = events[Symbol.asyncIterator]();
  try {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      const mismatch = isChained(next.value) ? await walk.step(next.value, iterator) : null;
      if (mismatch) return walk.verdict(mismatch);
    }
  } finally {
    await iterator.return?.();
  }
  return walk.verdict(walk.missingAtTheEnd());
}

class ChainWalk {
  readonly #links: ChainEvidence['links'];
  /** How many links there were at the beginning: the chain may grow meanwhile. */
  readonly #known: number;
  readonly #heads: ReadonlyMap<number, Anchor>;
  readonly #mostAnchored: number;
  #verified: Verified;
  #position: StoredEvent['position'] | undefined;
  /** Up to here an anchor has proved everything. */
  #proved: number;

  constructor({ links, anchors }: ChainEvidence, from: Verified) {
    this.#links = links;
    this.#known = links?.end().number ?? 0;
    this.#heads = new Map(anchors.map((anchor) => [anchor.events, anchor]));
    this.#mostAnchored = Math.max(0, ...this.#heads.keys());
    this.#verified = from;
    this.#proved = from.number;
  }

  /** `later` gives the events that follow, to tell what was moved from what is gone. */
  async step(event: StoredEvent, later: AsyncIterator<StoredEvent>): Promise<AuditMismatch | null> {
    const number = this.#verified.number + 1;
    const hash = hashAfter(this.#verified.hash, event);
    const mismatch = await this.#compare(number, hash, event, later);
    if (mismatch) return mismatch;
    const anchor = this.#heads.get(number);
    if (anchor && anchor.head !== hash.toString('hex')) return this.#contradicted(number, anchor);
    if (anchor) this.#proved = number;
    this.#verified = { number, hash };
    this.#position = event.position;
    return null;
  }

  /** The store ends here: nothing may be known of what would follow. */
  missingAtTheEnd(): AuditMismatch | null {
    const { number } = this.#verified;
    const next = number < this.#known ? this.#links?.link(number + 1) : undefined;
    if (next) return removed(number + 1, next.eventId);
    if (this.#mostAnchored > number) return lostAfter(number, this.#mostAnchored);
    if (this.#links && this.#known < this.#mostAnchored) return fileChanged(this.#known + 1, null, 'The chain file ends too early.');
    return null;
  }

  verdict(firstMismatch: AuditMismatch | null): ChainVerdict {
    return { verified: this.#verified, position: this.#position, firstMismatch };
  }

  /** With what was kept of the event that stood here. */
  async #compare(number: number, hash: Buffer, event: StoredEvent, later: AsyncIterator<StoredEvent>): Promise<AuditMismatch | null> {
    if (number > this.#known) return null;
    const link = this.#links?.link(number);
    if (!link) return fileChanged(number, event.id, 'The chain file lacks it.');
    const [isSameHash, isSameEvent] = [link.hash.equals(hash), link.eventId === event.id];
    if (isSameHash && isSameEvent) return null;
    if (isSameHash) return fileChanged(number, event.id, 'The chain file has it under another id.');
    return isSameEvent ? this.#changed(number, hash, event, later) : this.#misplaced(number, link.eventId, event, later);
  }

  async #misplaced(number: number, expectedId: string, event: StoredEvent, later: AsyncIterator<StoredEvent>): Promise<AuditMismatch> {
    const own = this.#links?.numberOf(event.id);
    if (own === undefined || own < number) return about('inserted', number, event, 'It was not there when the chain was made.');
    const isLater = await appears(expectedId, later);
    if (!isLater) return removed(number, expectedId);
    return about('moved', number, event, `It stood at number ${own}; here stood ${expectedId}.`);
  }

  /**
   * The event or what was kept of it: the next event tells. When it follows from the hash that was kept, that is the true one, and the event
   * was changed; when it follows from the event as it stands, what was kept was changed.
   */
  async #changed(number: number, hash: Buffer, event: StoredEvent, later: AsyncIterator<StoredEvent>): Promise<AuditMismatch> {
    const next = await nextChained(later);
    const kept = this.#links?.link(number + 1)?.hash;
    const anchor = this.#heads.get(number);
    const isEventProved = anchor?.head === hash.toString('hex');
    if (isEventProved || (next && kept?.equals(hashAfter(hash, next))))
      return fileChanged(number, event.id, 'What the chain file keeps of it was changed; the event is as it was.');
    return about('changed', number, event, 'Its content is not what it was.');
  }

  #contradicted(number: number, anchor: Anchor): AuditMismatch {
    const first = this.#proved + 1;
    const message = `Among the events number ${first} to ${number} one was changed, removed or inserted: the anchor of ${anchor.at} says so, and nothing tells which.`;
    return { kind: 'contradicted', number: first, lastNumber: number, eventId: null, stream: null, type: null, position: null, message };
  }
}

const unknownPlace = { stream: null, type: null, position: null };

function about(kind: AuditMismatch['kind'], number: number, event: StoredEvent, message: string): AuditMismatch {
  const { id, stream, type, position } = event;
  return { kind, number, lastNumber: number, eventId: id, stream, type, position: formatPosition(position), message };
}

function removed(number: number, eventId: string): AuditMismatch {
  return { kind: 'removed', number, lastNumber: number, eventId, ...unknownPlace, message: 'It is not in the store any more.' };
}

function lostAfter(number: number, anchored: number): AuditMismatch {
  const message = `The store ends after ${number} events, and an anchor covers ${anchored}.`;
  return { kind: 'removed', number: number + 1, lastNumber: anchored, eventId: null, ...unknownPlace, message };
}

function fileChanged(number: number, eventId: string | null, message: string): AuditMismatch {
  return { kind: 'chain_file_changed', number, lastNumber: number, eventId, ...unknownPlace, message };
}

async function appears(eventId: string, events: AsyncIterator<StoredEvent>): Promise<boolean> {
  for (let next = await events.next(); next.done !== true; next = await events.next()) if (next.value.id === eventId) return true;
  return false;
}

async function nextChained(events: AsyncIterator<StoredEvent>): Promise<StoredEvent | undefined> {
  for (let next = await events.next(); next.done !== true; next = await events.next()) if (isChained(next.value)) return next.value;
  return undefined;
}
