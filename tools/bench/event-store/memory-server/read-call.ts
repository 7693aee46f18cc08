import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { MemoryEvent, MemoryLog } from './memory-log.ts';
import { sharedPb, streamsPb } from './protocol.ts';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Reads a stream or all events forwards from the start, or subscribes to all events from the start or the end: what is asked for here. */
export async function answerRead(log: MemoryLog, call: ReadCall): Promise<void> {
  const stop = new AbortController();
  call.on('cancelled', () => {
    stop.abort();
  });
  const options = call.request.getOptions();
  if (options?.hasSubscription()) await subscribe(log, call, stop.signal);
  else await send(call, eventsRead(log, call.request).slice(0, Number(options?.getCount())), stop.signal);
  call.end();
}

function eventsRead(log: MemoryLog, request: ReadReq): readonly MemoryEvent[] {
  const identifier = request.getOptions()?.getStream()?.getStreamIdentifier();
  return identifier ? log.stream(Buffer.from(identifier.getStreamName_asU8()).toString('utf8')) : log.all;
}

async function subscribe(log: MemoryLog, call: ReadCall, signal: AbortSignal): Promise<void> {
  let next = call.request.getOptions()?.getAll()?.hasEnd() ? log.all.length : 0;
  call.write(new streamsPb.ReadResp().setConfirmation(new streamsPb.ReadResp.SubscriptionConfirmation().setSubscriptionId('memory')));
  while (!signal.aborted) {
    if (next === log.all.length) await log.changed(signal);
    const news = log.all.slice(next);
    next += news.length;
    await send(call, news, signal);
  }
}

async function send(call: ReadCall, events: readonly MemoryEvent[], signal: AbortSignal): Promise<void> {
  for (const event of events) {
    if (signal.aborted) return;
    if (!call.write(message(event))) await once(call, 'drain', { signal }).catch(() => undefined);
  }
}

function message({ position, streamName, revision, proposed }: MemoryEvent): ReadResp {
  const recorded = new streamsPb.ReadResp.ReadEvent.RecordedEvent()
    .setId(proposed.getId())
    .setStreamIdentifier(new sharedPb.StreamIdentifier().setStreamName(Buffer.from(streamName, 'utf8')))
    .setStreamRevision(String(revision))
    .setCommitPosition(String(position))
    .setPreparePosition(String(position))
    .setData(proposed.getData_asU8())
    .setCustomMetadata(proposed.getCustomMetadata_asU8());
  const properties = recorded.getMetadataMap();
  for (const [key, value] of proposed.getMetadataMap().getEntryList()) properties.set(key, value);
  properties.set('created', '17955360000000000');
  return new streamsPb.ReadResp().setEvent(new streamsPb.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(position)));
}
