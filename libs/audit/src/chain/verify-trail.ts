import type { StoredEvent } from '@holdfast/event-sourcing';
import type { AuditMismatch, AuditVerification } from '../contracts/verification.views.ts';
import type { AnchorCopies } from './anchor-copies.ts';
import { isGenuine, type Anchor } from './anchor.ts';
import type { Position } from '@holdfast/event-sourcing';
import { NOTHING_VERIFIED, verifyChain, type ChainEvidence, type Verified } from './verify-chain.ts';

/** Where the events come from: a server, or the files of one that does not run. */
export interface EventSource {
  /** Everything after a position, in order. */
  events(after: Position | undefined): AsyncIterable<StoredEvent>;
  /** What the store holds of anchors. */
  anchors(): Promise<readonly Anchor[]>;
}

/** Up to where an earlier verification found all as it was. */
export interface EarlierVerification extends Verified {
  readonly position: Position | undefined;
}

export interface TrailEvidence {
  readonly links: ChainEvidence['links'];
  /** Files with anchors: the one beside the store, and others that were copied away. */
  readonly copies: readonly AnchorCopies[];
  /** The key that anchors must be signed with: 32 bytes, base64. */
  readonly trustedKey: string;
}

interface FoundAnchor {
  readonly anchor: Anchor;
  readonly place: string;
}

export interface TrailVerdict {
  readonly report: AuditVerification;
  readonly verified: EarlierVerification;
}

/** Compares the store with what was kept of it and with every anchor. */
export async function verifyTrail(source: EventSource, evidence: TrailEvidence, from?: EarlierVerification): Promise<TrailVerdict> {
  const { found, unreadable } = await anchorsFrom(source, evidence.copies);
  const forged = found.filter(({ anchor }) => !isGenuine(anchor, evidence.trustedKey));
  const genuine = new Map(found.filter((one) => !forged.includes(one)).map(({ anchor }) => [anchor.signature, anchor]));
  const anchors = [...genuine.values()].sort((one, other) => one.events - other.events);
  const { verified, position, firstMismatch } = await verifyChain(
    source.events(from?.position),
    { links: evidence.links, anchors },
    from ?? NOTHING_VERIFIED,
  );
  const [mismatch = null] = [firstMismatch, ...forged.map(notGenuine), ...unreadable].filter((one) => one !== null);
  const last = anchors.at(-1);
  return {
    report: {
      ok: mismatch === null,
      events: verified.number,
      head: verified.hash.toString('hex'),
      anchors: anchors.length,
      lastAnchor: last ? { events: last.events, at: last.at } : null,
      firstMismatch: mismatch,
      verifiedFrom: from?.number ?? 0,
    },
    verified: { ...verified, position: position ?? from?.position },
  };
}

async function anchorsFrom(
  source: EventSource,
  copies: readonly AnchorCopies[],
): Promise<{ readonly found: readonly FoundAnchor[]; readonly unreadable: readonly AuditMismatch[] }> {
  const stored = (await source.anchors()).map((anchor) => ({ anchor, place: 'the event store' }));
  const files = await Promise.all(copies.map(async (file) => ({ file, ...(await file.read()) })));
  return {
    found: [...stored, ...files.flatMap(({ file, anchors }) => anchors.map((anchor) => ({ anchor, place: file.path })))],
    unreadable: files.flatMap(({ file, unreadable }) =>
      unreadable.map(({ line }) => anchorMismatch(0, `Line ${line} of ${file.path} is no anchor.`)),
    ),
  };
}

function notGenuine({ anchor, place }: FoundAnchor): AuditMismatch {
  const message = `The anchor of ${anchor.at} over ${anchor.events} events in ${place} was not signed with the key of this installation.`;
  return anchorMismatch(anchor.events, message);
}

function anchorMismatch(number: number, message: string): AuditMismatch {
  const nothing = { eventId: null, stream: null, type: null, position: null };
  return { kind: 'anchor_not_genuine', number, lastNumber: number, ...nothing, message };
}
