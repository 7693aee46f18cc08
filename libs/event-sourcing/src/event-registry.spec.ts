import { describe, expect, it } from '@jest/globals';
import { UnreadableEventError } from './errors.ts';
import type { EventNames } from './event-names.ts';
import { EventReader } from './event-reader.ts';
import { EventRegistry } from './event-registry.ts';
import type { DomainEvent } from './event.ts';
import { recorded } from './testing/recorded.ts';

type DoorEvent =
  | { readonly type: 'DoorOpened'; readonly data: { readonly by: string } }
  | { readonly type: 'DoorClosed'; readonly data: { readonly by: string } };

let upcasts = 0;

/** DoorClosed once said `who`. */
const doorEvents = {
  DoorOpened: 'as-stored',
  DoorPainted: 'retired',
  DoorClosed(stored: Readonly<Record<string, unknown>>) {
    upcasts++;
    const by = stored['by'] ?? stored['who'];
    if (typeof by !== 'string') throw new Error('nobody closed it');
    return { by };
  },
} as const satisfies EventNames<DoorEvent> & { DoorPainted: 'retired' };

const registry = EventRegistry.of(doorEvents, { WindowOpened: 'as-stored' });
const read = (event: DomainEvent) => registry.present(recorded(event, 3, 'door-1'));

describe('the event registry', () => {
  it('knows every event that was declared', () => {
    expect(registry.names).toEqual(['DoorOpened', 'DoorPainted', 'DoorClosed', 'WindowOpened']);
    expect(registry.readingOf('DoorPainted')).toBe('retired');
  });

  it('refuses a name that two contexts declare', () => {
    expect(() => EventRegistry.of(doorEvents, { DoorOpened: 'as-stored' })).toThrow('the event "DoorOpened" is declared twice');
  });

  it.each(['DoorOpened', 'DoorPainted', 'WindowOpened', 'NobodyKnowsThis', 'toString', '__proto__'])(
    'leaves an event as it was stored: %s',
    (type) => {
      const stored = recorded({ type, data: { who: 'Ann' } }, 3, 'door-1');
      expect(registry.present(stored)).toBe(stored);
    },
  );

  it('brings an older shape into the present one, and keeps everything beside the data', () => {
    const stored = recorded({ type: 'DoorClosed', data: { who: 'Ann' } }, 3, 'door-1');
    const present = { ...stored, data: { by: 'Ann' } };
    expect(registry.present(stored)).toEqual(present);
    expect(JSON.stringify(registry.present(stored).data)).toBe('{"by":"Ann"}');
    expect(read({ type: 'DoorClosed', data: { by: 'Bob' } }).data).toEqual({ by: 'Bob' });
  });

  it('upcasts an event once, however many look at it', () => {
    const event = read({ type: 'DoorClosed', data: { who: 'Ann' } });
    upcasts = 0;
    expect([event.data, event.data, { ...event }.data]).toEqual([{ by: 'Ann' }, { by: 'Ann' }, { by: 'Ann' }]);
    expect(upcasts).toBe(1);
  });

  it('shows an event that cannot be upcast to nobody, and says which and why', () => {
    const event = read({ type: 'DoorClosed', data: {} });
    const message = 'door-1 holds an event "DoorClosed" (revision 3) that cannot be read: nobody closed it';
    for (const look of [() => event.data, () => event.data, () => ({ ...event })]) {
      expect(look).toThrow(UnreadableEventError);
      expect(look).toThrow(message);
    }
    expect(event).toHaveProperty('type', 'DoorClosed');
  });

  it('refuses upcasts that are not its own, with which an event would be read in an older shape', () => {
    expect(() => {
      registry.mustRead(doorEvents);
      registry.mustRead({ GateOpened: 'as-stored' });
    }).not.toThrow();
    for (const DoorClosed of [() => ({ by: 'nobody' }), doorEvents.DoorClosed.bind(null)])
      expect(() => {
        registry.mustRead({ DoorClosed });
      }).toThrow('no registry upcasts the event "DoorClosed"');
  });
});

describe('reading events', () => {
  it('tells of a name that nobody here knows, once', () => {
    const told: string[] = [];
    const reader = new EventReader(registry, ({ type, stream }) => told.push(`${type} in ${stream}`));
    for (const type of ['DoorOpened', 'DoorBurnt', 'DoorBurnt', 'DoorStolen', 'DoorClosed', 'DoorBurnt'])
      reader.present(recorded({ type, data: {} }, 3, 'door-1'));
    expect(told).toEqual(['DoorBurnt in door-1', 'DoorStolen in door-1']);
  });
});
