/** Tells the time. Time comes from the edge: whoever needs it is handed a clock. */
export type Clock = () => Date;

/** Makes a new id, a UUID of version 7. */
export type IdGenerator = () => string;

/** Nest provides the process's clock and id generator under these tokens. */
export const CLOCK = Symbol('Clock');
export const ID_GENERATOR = Symbol('IdGenerator');
