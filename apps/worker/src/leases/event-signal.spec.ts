import { describe, expect, it } from '@jest/globals';
import type { PositionedEvent } from '@holdfast/event-sourcing';
import { recorded } from '@holdfast/event-sourcing/testing';
import { EventSignal } from './event-signal.ts';

type Listener = (events: readonly PositionedEvent[]) => void;

/** Tells whoever listens, as the read models do. */
class Teller {
  readonly listeners = new Set<Listener>();

  onApplied(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(...types: readonly string[]): void {
    const events = types.map((type, index) => recorded({ type, data: { number: index } }, index, 'test-1'));
    for (const listener of this.listeners) listener(events);
  }
}

const numberIn = ({ type, data }: PositionedEvent) => (type === 'Numbered' ? (data as { number: number }).number : undefined);
const never = new AbortController().signal;
const long = 60_000;

describe('A signal', () => {
  it('is the answer of the first event that answers', async () => {
    const teller = new Teller();
    using signal = new EventSignal(teller, numberIn);
    const heard = signal.within(long, never);
    teller.tell('Other', 'Numbered', 'Numbered');
    teller.tell('Numbered');
    expect(await heard).toBe(1);
  });

  it('is heard from its making on, not only while somebody waits', async () => {
    const teller = new Teller();
    using signal = new EventSignal(teller, numberIn);
    teller.tell('Numbered');
    expect(await signal.within(long, never)).toBe(0);
  });

  it('is null when no answer came in time, and no time at all is a time', async () => {
    const teller = new Teller();
    using signal = new EventSignal(teller, numberIn);
    teller.tell('Other');
    expect(await signal.within(1, never)).toBeNull();
    expect(await signal.within(-5, never)).toBeNull();
  });

  it('may take longer than a timer can: that is not taken for no time', async () => {
    const teller = new Teller();
    using signal = new EventSignal(teller, numberIn);
    const heard = signal.within(2 ** 40, never);
    expect(await Promise.race([heard, signal.within(5, never).then(() => 'still waits')])).toBe('still waits');
    teller.tell('Numbered');
    expect(await heard).toBe(0);
  });

  it('ends with the reason of an abort, before and while it is waited for', async () => {
    const stopping = new AbortController();
    using signal = new EventSignal(new Teller(), numberIn);
    const heard = signal.within(long, stopping.signal);
    const reason = new Error('the worker stops');
    stopping.abort(reason);
    await expect(heard).rejects.toBe(reason);
    await expect(signal.within(long, stopping.signal)).rejects.toBe(reason);
  });

  it('leaves no listener behind', () => {
    const teller = new Teller();
    {
      using _signal = new EventSignal(teller, numberIn);
      expect(teller.listeners.size).toBe(1);
    }
    expect(teller.listeners.size).toBe(0);
  });
});
