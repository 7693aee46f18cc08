import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { DeleteReq, DeleteResp, TombstoneReq, TombstoneResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { CallerAccess } from '../security/access.ts';
import type { DeleteOutcome, DeleteRequest, EventWriter } from '../storage/event-writer.ts';
import { isMetadataStream } from '../storage/system-streams.ts';
import { expectedRevisionOf } from '../wire/expected-revision-messages.ts';
import { streamNameOf } from '../wire/identifiers.ts';
import { streamsPb } from '../wire/protocol.ts';
import { deadlineExceeded, InvalidArgumentError, streamDeleted, wrongExpectedRevision } from '../wire/service-errors.ts';

export async function answerDelete(
  writer: EventWriter,
  call: ServerUnaryCall<DeleteReq, DeleteResp>,
  access: CallerAccess,
): Promise<DeleteResp> {
  const request = deleteRequestFrom(call, access);
  const position = storedPosition(request, await writer.softDelete(request));
  const { DeleteResp: Response } = streamsPb;
  return new Response().setPosition(new Response.Position().setCommitPosition(position).setPreparePosition(position));
}

export async function answerTombstone(
  writer: EventWriter,
  call: ServerUnaryCall<TombstoneReq, TombstoneResp>,
  access: CallerAccess,
): Promise<TombstoneResp> {
  const request = deleteRequestFrom(call, access);
  const position = storedPosition(request, await writer.tombstone(request));
  const { TombstoneResp: Response } = streamsPb;
  return new Response().setPosition(new Response.Position().setCommitPosition(position).setPreparePosition(position));
}

type DeleteCall = ServerUnaryCall<DeleteReq, unknown> | ServerUnaryCall<TombstoneReq, unknown>;

function deleteRequestFrom(call: DeleteCall, access: CallerAccess): DeleteRequest {
  const options = call.request.getOptions();
  if (!options) throw new InvalidArgumentError('The request has no options.');
  const streamName = streamNameOf(options.getStreamIdentifier());
  access.require('delete', streamName);
  if (isMetadataStream(streamName)) throw new InvalidArgumentError('A metadata stream is deleted with its stream, not by itself.');
  return { streamName, expected: expectedRevisionOf(options), isAbandoned: () => call.cancelled };
}

function storedPosition({ streamName, expected }: DeleteRequest, outcome: DeleteOutcome): string {
  switch (outcome.kind) {
    case 'stored':
      return String(outcome.position);
    case 'wrong-expected-revision':
      throw wrongExpectedRevision(streamName, expected, outcome.lastRevision);
    case 'deleted':
      throw streamDeleted(streamName);
    case 'abandoned':
      throw deadlineExceeded();
  }
}
