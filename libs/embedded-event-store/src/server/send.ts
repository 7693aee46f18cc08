import type { ServerWritableStream, ServerDuplexStream } from '@grpc/grpc-js';

type Sink<Message> = Pick<ServerWritableStream<unknown, Message> | ServerDuplexStream<unknown, Message>, 'write' | 'once' | 'off'>;

/**
 * Sends messages as long as the caller is there, and waits while it takes no more: what has not been read from the store yet cannot pile
 * up here.
 */
export async function sendAll<Message>(call: Sink<Message>, messages: Iterable<Message>, signal: AbortSignal): Promise<void> {
  for (const message of messages) {
    if (signal.aborted) return;
    if (!call.write(message)) await drained(call, signal);
  }
}

function drained(call: Sink<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      call.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    call.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
