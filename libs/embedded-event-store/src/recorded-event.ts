/** What a caller asks to have stored. */
export interface ProposedEvent {
  /** A UUID, lower case with dashes. */
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as it was stored. */
export interface RecordedEvent extends ProposedEvent {
  /** Place in the order of all events: strictly increasing, with gaps. It is both the commit and the prepare position on the wire. */
  readonly position: number;
  readonly streamName: string;
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

/** An event as a reader gets it: `link` is there when the event was reached through a link, `event` is missing when the link leads nowhere. */
export interface ResolvedEvent {
  readonly event?: RecordedEvent;
  readonly link?: RecordedEvent;
}

/** The event that stands in the stream that was read: the link when there is one. */
export function originalEventOf({ event, link }: ResolvedEvent): RecordedEvent {
  const original = link ?? event;
  if (!original) throw new Error('A resolved event holds an event, a link, or both.');
  return original;
}
