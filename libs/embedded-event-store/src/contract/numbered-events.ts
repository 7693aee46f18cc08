import { jsonEvent } from '@eventstore/db-client';
import type { EventData, ResolvedEvent } from '@eventstore/db-client';

/** An event with a number to tell it from the others, and a fresh id unless one is given. */
export function numbered(n: number, id?: string): EventData {
  return jsonEvent({ type: 'Numbered', data: { n }, ...(id !== undefined && { id }) });
}

export function numberedFrom(first: number, last: number): EventData[] {
  return Array.from({ length: last - first + 1 }, (_, index) => numbered(first + index));
}

/** The number in an event of `numbered`, undefined for any other. */
export function numberOf({ event }: Pick<ResolvedEvent, 'event'>): number | undefined {
  return event?.isJson ? (event.data as { n?: number }).n : undefined;
}

export async function numbersIn(events: AsyncIterable<Pick<ResolvedEvent, 'event'>>): Promise<(number | undefined)[]> {
  return (await collect(events)).map(numberOf);
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** @returns the error that the promise is rejected with: the client's errors are compared field by field */
export async function errorOf(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('This was expected to fail.');
}
