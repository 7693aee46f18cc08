import type { EventMetadata, RecordedEvent } from './event.ts';
import { deterministicId } from './deterministic-id.ts';

/** Who gave a command, and what it follows from. */
export interface CommandContext {
  /** Stable over repetitions of the same command. */
  readonly commandId: string;
  readonly actor: string;
  /** Links everything that follows from one click. */
  readonly correlationId: string;
  /** The event or command that led to this one. */
  readonly causationId: string;
  /** The network address from which a request gave it. */
  readonly from?: string;
  /** What its caller last saw of a stream: the command is refused when that has changed since. */
  readonly expected?: ExpectedRevision;
}

/** A stream is expected to be at one of these revisions. */
export interface ExpectedRevision {
  readonly stream: string;
  readonly revisions: readonly bigint[];
}

/** Every command of the product has this shape: plain data, and its context. */
export interface Command<Data extends object = object> {
  readonly data: Data;
  readonly context: CommandContext;
}

/** A context that begins something new. */
export function newContext(commandId: string, actor: string): CommandContext {
  return { commandId, actor, correlationId: commandId, causationId: commandId };
}

/**
 * The context of what one command does besides: the same story and the same cause, an id of its own, repeatable. The command itself may leave
 * no event: named as the cause, it would be a gap.
 */
export function furtherContext(context: CommandContext, ...step: readonly (string | number)[]): CommandContext {
  return { ...context, commandId: deterministicId(context.commandId, ...step) };
}

/** The context of a command that answers an event. */
export function contextAfter(event: RecordedEvent, actor: string, ...step: readonly (string | number)[]): CommandContext {
  return {
    commandId: deterministicId(event.id, actor, ...step),
    actor,
    correlationId: event.metadata.$correlationId,
    causationId: event.id,
  };
}

/** What is stored beside the events of a command. */
export function metadataOf({ actor, commandId, correlationId, causationId, from }: CommandContext, at: Date): EventMetadata {
  const origin = from === undefined ? {} : { from };
  return { actor, at: at.toISOString(), commandId, $correlationId: correlationId, $causationId: causationId, ...origin };
}
