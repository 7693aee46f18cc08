import type { AppendReq, BatchAppendReq, DeleteReq, TombstoneReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { ExpectedRevision } from '../storage/expected-revision.ts';
import { InvalidArgumentError } from './service-errors.ts';

type RevisionOptions = AppendReq.Options | DeleteReq.Options | TombstoneReq.Options;

export function expectedRevisionOf(options: RevisionOptions): ExpectedRevision {
  if (options.hasRevision()) return Number(options.getRevision());
  return symbolicRevisionOf(options);
}

export function expectedPositionOf(options: BatchAppendReq.Options): ExpectedRevision {
  if (options.hasStreamPosition()) return Number(options.getStreamPosition());
  return symbolicRevisionOf(options);
}

function symbolicRevisionOf(options: RevisionOptions | BatchAppendReq.Options): ExpectedRevision {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  throw new InvalidArgumentError('The request names no expected revision.');
}
