import type { AuditAnchored } from '../contracts/anchor.events.ts';
import { isSignedBy, type AnchorKey } from './anchor-key.ts';
import { canonicalJson } from './canonical-json.ts';

export type Anchor = AuditAnchored['data'];

/** What an anchor says, before it is signed. */
export type Sealed = Omit<Anchor, 'publicKey' | 'signature'>;

export function signedAnchor(sealed: Sealed, key: AnchorKey): Anchor {
  return { ...sealed, publicKey: key.publicKey, signature: key.sign(textOf(sealed)) };
}

/** Whether it was signed with the key that is trusted; one that carries another key was not. */
export function isGenuine(anchor: Anchor, trustedKey: string): boolean {
  return anchor.publicKey === trustedKey && isSignedBy(trustedKey, textOf(anchor), anchor.signature);
}

function textOf({ events, head, lastEventId, lastPosition, at }: Sealed): string {
  return canonicalJson(['holdfast audit anchor 1', events, head, lastEventId, lastPosition, at]);
}

/** Throws a SyntaxError for what is no anchor. */
export function anchorFrom(json: string): Anchor {
  const value = JSON.parse(json) as Partial<Anchor> | null;
  const texts = [value?.head, value?.lastEventId, value?.lastPosition, value?.at, value?.publicKey, value?.signature];
  if (!Number.isSafeInteger(value?.events) || texts.some((text) => typeof text !== 'string')) throw new SyntaxError('not an anchor');
  return value as Anchor;
}
