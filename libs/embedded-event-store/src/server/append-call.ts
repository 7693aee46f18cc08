import type { ServerReadableStream } from '@grpc/grpc-js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ProposedEvent } from '../recorded-event.ts';
import type { CallerAccess } from '../security/access.ts';
import type { EventWriter, WrongExpectedRevision } from '../storage/event-writer.ts';
import type { ExpectedRevision } from '../storage/expected-revision.ts';
import { expectedRevisionOf } from '../wire/expected-revision-messages.ts';
import { streamNameOf } from '../wire/identifiers.ts';
import { appendSizeOf, MAX_APPEND_BYTES, proposedEventFrom } from '../wire/proposed-event.ts';
import { sharedPb, streamsPb } from '../wire/protocol.ts';
import { deadlineExceeded, InvalidArgumentError, maxAppendSizeExceeded, streamDeleted } from '../wire/service-errors.ts';

export type AppendCall = ServerReadableStream<AppendReq, AppendResp>;

/** Takes the events one message at a time and stores them as one append. */
export async function answerAppend(writer: EventWriter, call: AppendCall, access: CallerAccess): Promise<AppendResp> {
  const { streamName, expected, events } = await receive(call);
  access.require('write', streamName);
  const outcome = await writer.append({ streamName, expected, events, isAbandoned: () => call.cancelled });
  switch (outcome.kind) {
    case 'stored':
      return new streamsPb.AppendResp().setSuccess(success(outcome.lastRevision, outcome.position));
    case 'wrong-expected-revision':
      return new streamsPb.AppendResp().setWrongExpectedVersion(wrongExpectedVersion(expected, outcome));
    case 'deleted':
      throw streamDeleted(streamName);
    case 'abandoned':
      throw deadlineExceeded();
  }
}

async function receive(call: AppendCall): Promise<{ streamName: string; expected: ExpectedRevision; events: ProposedEvent[] }> {
  let target: { streamName: string; expected: ExpectedRevision } | undefined;
  const events: ProposedEvent[] = [];
  let size = 0;
  for await (const message of call as AsyncIterable<AppendReq>) {
    const options = message.getOptions();
    if (options) target = { streamName: streamNameOf(options.getStreamIdentifier()), expected: expectedRevisionOf(options) };
    const proposed = message.getProposedMessage();
    if (!proposed) continue;
    const event = proposedEventFrom(proposed);
    size += appendSizeOf(event);
    if (size > MAX_APPEND_BYTES) throw maxAppendSizeExceeded(MAX_APPEND_BYTES);
    events.push(event);
  }
  if (!target) throw new InvalidArgumentError('The append names no stream.');
  return { ...target, events };
}

function success(lastRevision: number, position: number | undefined): AppendResp.Success {
  const message = new streamsPb.AppendResp.Success();
  if (lastRevision < 0) message.setNoStream(new sharedPb.Empty());
  else message.setCurrentRevision(String(lastRevision));
  if (position === undefined) return message.setNoPosition(new sharedPb.Empty());
  const place = new streamsPb.AppendResp.Position().setCommitPosition(String(position)).setPreparePosition(String(position));
  return message.setPosition(place);
}

function wrongExpectedVersion(expected: ExpectedRevision, { lastRevision }: WrongExpectedRevision): AppendResp.WrongExpectedVersion {
  const message = new streamsPb.AppendResp.WrongExpectedVersion();
  if (lastRevision < 0) message.setCurrentNoStream(new sharedPb.Empty());
  else message.setCurrentRevision(String(lastRevision));
  switch (expected) {
    case 'any':
      return message.setExpectedAny(new sharedPb.Empty());
    case 'no_stream':
      return message.setExpectedNoStream(new sharedPb.Empty());
    case 'stream_exists':
      return message.setExpectedStreamExists(new sharedPb.Empty());
    default:
      return message.setExpectedRevision(String(expected));
  }
}
