import type { UUID, WrongExpectedVersion } from '@eventstore/db-client/generated/shared_pb.js';
import type { Code } from '@eventstore/db-client/generated/code_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Message } from 'google-protobuf';
import type { ExpectedRevision } from '../storage/expected-revision.ts';
import type { AppendOutcome } from '../storage/event-writer.ts';
import { streamIdentifier } from './identifiers.ts';
import { any, codePb, emptyPb, sharedPb, statusPb, streamsPb } from './protocol.ts';

/** What an answer says about the append that it belongs to. */
export interface BatchAppendTarget {
  readonly correlationId: UUID;
  readonly streamName: string;
  readonly expected: ExpectedRevision;
}

export function batchAppendAnswer(target: BatchAppendTarget, outcome: AppendOutcome): BatchAppendResp {
  switch (outcome.kind) {
    case 'stored':
      return answer(target).setSuccess(success(outcome.lastRevision, outcome.position));
    case 'wrong-expected-revision':
      return answer(target).setError(wrongExpectedVersion(target.expected, outcome.lastRevision));
    case 'deleted':
      return answer(target).setError(streamDeleted(target.streamName));
    case 'abandoned':
      return answer(target).setError(timeout());
  }
}

export function batchAppendTooLarge(target: BatchAppendTarget, limit: number): BatchAppendResp {
  const details = new sharedPb.MaximumAppendSizeExceeded().setMaxappendsize(limit);
  return answer(target).setError(
    status(codePb.Code.INVALID_ARGUMENT, 'Maximum Append Size Exceeded', 'MaximumAppendSizeExceeded', details),
  );
}

export function batchAppendDenied(target: BatchAppendTarget): BatchAppendResp {
  return answer(target).setError(status(codePb.Code.PERMISSION_DENIED, 'Access Denied', 'AccessDenied', new sharedPb.AccessDenied()));
}

export function batchAppendRefused(target: BatchAppendTarget, reason: string): BatchAppendResp {
  const details = new sharedPb.BadRequest().setMessage(reason);
  return answer(target).setError(status(codePb.Code.INVALID_ARGUMENT, reason, 'BadRequest', details));
}

function answer({ correlationId, streamName }: BatchAppendTarget): BatchAppendResp {
  return new streamsPb.BatchAppendResp().setCorrelationId(correlationId).setStreamIdentifier(streamIdentifier(streamName));
}

function success(lastRevision: number, position: number | undefined): BatchAppendResp.Success {
  const message = new streamsPb.BatchAppendResp.Success();
  if (lastRevision < 0) message.setNoStream(new emptyPb.Empty());
  else message.setCurrentRevision(String(lastRevision));
  if (position === undefined) return message.setNoPosition(new emptyPb.Empty());
  return message.setPosition(new sharedPb.AllStreamPosition().setCommitPosition(String(position)).setPreparePosition(String(position)));
}

function wrongExpectedVersion(expected: ExpectedRevision, lastRevision: number): Status {
  const details = expectation(expected);
  if (lastRevision < 0) details.setCurrentNoStream(new emptyPb.Empty());
  else details.setCurrentStreamRevision(String(lastRevision));
  return status(codePb.Code.FAILED_PRECONDITION, 'WrongExpectedVersion', 'WrongExpectedVersion', details);
}

function expectation(expected: ExpectedRevision): WrongExpectedVersion {
  const message = new sharedPb.WrongExpectedVersion();
  switch (expected) {
    case 'any':
      return message.setExpectedAny(new emptyPb.Empty());
    case 'no_stream':
      return message.setExpectedNoStream(new emptyPb.Empty());
    case 'stream_exists':
      return message.setExpectedStreamExists(new emptyPb.Empty());
    default:
      return message.setExpectedStreamPosition(String(expected));
  }
}

function streamDeleted(streamName: string): Status {
  const details = new sharedPb.StreamDeleted().setStreamIdentifier(streamIdentifier(streamName));
  return status(codePb.Code.FAILED_PRECONDITION, `Event stream '${streamName}' is deleted.`, 'StreamDeleted', details);
}

function timeout(): Status {
  return status(codePb.Code.DEADLINE_EXCEEDED, 'Timeout', 'Timeout', new sharedPb.Timeout());
}

function status(code: Code, message: string, typeName: string, details: Message): Status {
  const packed = new any.Any();
  packed.pack(details.serializeBinary(), `event_store.client.${typeName}`);
  return new statusPb.Status().setCode(code).setMessage(message).setDetails(packed);
}
