import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { MemoryLog } from './memory-log.ts';
import { sharedPb, streamsPb } from './protocol.ts';

/** Answers each append at once. All events of one come in one message: the benchmark sends none that is larger. */
export function answerBatchAppends(log: MemoryLog, call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void {
  call.on('data', (message: BatchAppendReq) => {
    const identifier = message.getOptions()?.getStreamIdentifier();
    if (!identifier || !message.getIsFinal()) throw new Error('The memory server takes an append in one message only.');
    const streamName = Buffer.from(identifier.getStreamName_asU8()).toString('utf8');
    log.append(streamName, message.getProposedMessagesList());
    call.write(answer(message, log, streamName).setStreamIdentifier(identifier));
  });
  call.on('end', () => {
    call.end();
  });
}

function answer(message: BatchAppendReq, log: MemoryLog, streamName: string): BatchAppendResp {
  const position = String(log.all.length);
  const success = new streamsPb.BatchAppendResp.Success()
    .setCurrentRevision(String(log.stream(streamName).length - 1))
    .setPosition(new sharedPb.AllStreamPosition().setCommitPosition(position).setPreparePosition(position));
  return new streamsPb.BatchAppendResp().setCorrelationId(message.getCorrelationId()).setSuccess(success);
}
