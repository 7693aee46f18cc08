import type { RecordedEvent } from '../recorded-event.ts';

const TICKS_PER_MILLISECOND = '0000';

/** What the server says of an event beside its data: the map `metadata` of a recorded event. Times are in ticks of 100 ns since 1970. */
export function propertiesOf({ type, isJson, created }: RecordedEvent): readonly (readonly [name: string, value: string])[] {
  return [
    ['type', type],
    ['content-type', isJson ? 'application/json' : 'application/octet-stream'],
    ['created', `${created}${TICKS_PER_MILLISECOND}`],
  ];
}
