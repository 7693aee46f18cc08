import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { FilteredBy } from '../subscriptions/all-pages.ts';
import type { Direction } from '../storage/event-reader.ts';
import { eventFilter } from '../subscriptions/filter-expression.ts';
import { filterExpressionFrom } from './filter-message.ts';
import { streamNameOf } from './identifiers.ts';
import type { UuidForm } from './identifiers.ts';
import { streamsPb } from './protocol.ts';
import { InvalidArgumentError } from './service-errors.ts';

/** A revision or a position, or one of the two ends. */
export type Start = number | 'start' | 'end';

export interface ReadRequest {
  /** Undefined to read all events. */
  readonly streamName: string | undefined;
  readonly start: Start;
  readonly direction: Direction;
  readonly resolveLinks: boolean;
  readonly uuidForm: UuidForm;
  readonly filter: FilteredBy | undefined;
  /** Undefined for a subscription, which has no end. */
  readonly count: number | undefined;
}

/** How many events a filtered read looks at between checkpoints unless told otherwise. */
const DEFAULT_WINDOW = 32;

export function readRequestFrom(message: ReadReq): ReadRequest {
  const options = message.getOptions();
  if (!options) throw new InvalidArgumentError('The request has no options.');
  const stream = options.getStream();
  const filter = options.getFilter();
  return {
    streamName: stream && streamNameOf(stream.getStreamIdentifier()),
    start: stream ? streamStart(stream) : allStart(options.getAll()),
    direction: options.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS ? 'backwards' : 'forwards',
    resolveLinks: options.getResolveLinks(),
    uuidForm: options.getUuidOption()?.hasString() ? 'string' : 'structured',
    filter: filter && filterRequestFrom(filter),
    count: options.hasSubscription() ? undefined : Number(options.getCount()),
  };
}

function streamStart(options: ReadReq.Options.StreamOptions): Start {
  if (options.hasRevision()) return Number(options.getRevision());
  return options.hasEnd() ? 'end' : 'start';
}

function allStart(options: ReadReq.Options.AllOptions | undefined): Start {
  if (!options) throw new InvalidArgumentError('The request names neither a stream nor all events.');
  const position = options.getPosition();
  if (position) return Number(position.getCommitPosition());
  return options.hasEnd() ? 'end' : 'start';
}

function filterRequestFrom(options: ReadReq.Options.FilterOptions): FilteredBy {
  const window = options.hasMax() ? options.getMax() : DEFAULT_WINDOW;
  return {
    filter: eventFilter(filterExpressionFrom(options)),
    checkpointInterval: Math.max(1, window * options.getCheckpointintervalmultiplier()),
  };
}
