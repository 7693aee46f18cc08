import { describe, expect, it } from '@jest/globals';
import type { EventNames } from './decider.ts';
import { UnknownEventError } from './errors.ts';
import type { DomainEvent } from './event.ts';
import { recorded } from './testing/recorded.ts';
import { upcast } from './upcast.ts';

type DoorEvent =
  | { readonly type: 'DoorOpened'; readonly data: { readonly by: string } }
  | { readonly type: 'DoorClosed'; readonly data: { readonly by: string } };

/** DoorClosed once said `who`. */
const names: EventNames<DoorEvent> = {
  DoorOpened: 'as-stored',
  DoorClosed: (stored) => ({ by: String(stored['by'] ?? stored['who']) }),
};
const read = (event: DomainEvent) => upcast<DoorEvent>(names, recorded(event, 3, 'door-1'));

describe('reading a stored event', () => {
  it('leaves an event as it was stored', () => {
    const stored = recorded({ type: 'DoorOpened', data: { by: 'Ann' } }, 3, 'door-1');
    expect(upcast<DoorEvent>(names, stored)).toEqual(stored);
  });

  it('brings an older shape into the present one, and keeps everything beside the data', () => {
    const stored = recorded({ type: 'DoorClosed', data: { who: 'Ann' } }, 3, 'door-1');
    expect(upcast<DoorEvent>(names, stored)).toEqual({ ...stored, data: { by: 'Ann' } });
    expect(read({ type: 'DoorClosed', data: { by: 'Bob' } }).data).toEqual({ by: 'Bob' });
  });

  it.each(['DoorPainted', 'toString', '__proto__'])('refuses the name "%s", which it does not know', (type) => {
    expect(() => read({ type, data: {} })).toThrow(UnknownEventError);
    expect(() => read({ type, data: {} })).toThrow(`door-1 holds an event "${type}", which this version does not know`);
  });
});
