import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { sendAll } from './send.ts';

/** A call whose caller takes one message and then no more until it says so. */
class SlowCall extends EventEmitter {
  readonly written: number[] = [];

  write(message: number): boolean {
    this.written.push(message);
    return false;
  }
}

async function settlesInThisTurn(promise: Promise<void>): Promise<boolean> {
  const turn = new Promise<false>((resolve) => setImmediate(resolve, false));
  return Promise.race([promise.then(() => true), turn]);
}

describe('sending', () => {
  it('waits until a slow caller takes more', async () => {
    const call = new SlowCall();
    const sending = sendAll(call as never, [1, 2], new AbortController().signal);
    expect(await settlesInThisTurn(sending)).toBe(false);
    expect(call.written).toEqual([1]);
    call.emit('drain');
    expect(await settlesInThisTurn(sending)).toBe(false);
    call.emit('drain');
    expect(await settlesInThisTurn(sending)).toBe(true);
    expect(call.written).toEqual([1, 2]);
    expect(call.listenerCount('drain')).toBe(0);
  });

  it('does not wait for a caller that has gone, and sends it no more', async () => {
    const gone = new AbortController();
    const call = new SlowCall();
    const sending = sendAll(call as never, [1, 2], gone.signal);
    gone.abort();
    expect(await settlesInThisTurn(sending)).toBe(true);
    expect(call.written).toEqual([1]);
    expect(call.listenerCount('drain')).toBe(0);
  });
});
