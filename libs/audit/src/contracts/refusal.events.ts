/** A command was refused. It changed nothing, and nothing of what it carried is kept but the ids of what it was about. */
export interface CommandRefused {
  readonly type: 'CommandRefused';
  readonly data: {
    /** Its name, or the route when it was refused before it became a command. */
    readonly command: string;
    readonly code: string;
    /** What its sender was told, up to 500 letters. */
    readonly message: string;
    readonly organizationId: string | null;
    readonly planId: string | null;
    readonly runId: string | null;
    /** All ids of what it was about, by field. */
    readonly about: Readonly<Record<string, string>>;
  };
}

/** The same was refused again and again: ten times in a minute each is told, the others are counted here. */
export interface CommandRefusalsCounted {
  readonly type: 'CommandRefusalsCounted';
  readonly data: {
    readonly command: string;
    readonly code: string;
    /** How many were not told one by one. */
    readonly refusals: number;
    /** Of the first and the last of them, RFC 3339, UTC. */
    readonly from: string;
    readonly until: string;
  };
}

export type RefusalEvent = CommandRefused | CommandRefusalsCounted;

/** How each is read by its stored name, which never changes. */
export const refusalEvents = { CommandRefused: 'as-stored', CommandRefusalsCounted: 'as-stored' } as const;

/** Each has a stream of its own: nobody waits for another's revision. */
export const refusalStream = (id: string): string => `commandRefusal-${id}`;
export const refusalStreams = 'commandRefusal-';
