import type { EventStore, Position, StoredEvent } from '@holdfast/event-sourcing';
import { anchorStream } from '../contracts/anchor.events.ts';
import type { Anchor } from './anchor.ts';
import type { EventSource } from './verify-trail.ts';

/** Events in one read. */
const PAGE = 500;

/** The events of a server that runs. */
export function serverSource(eventStore: Pick<EventStore, 'readAll' | 'readForwards'>): EventSource {
  return {
    async *events(after: Position | undefined): AsyncGenerator<StoredEvent> {
      for (let position = after; ;) {
        const page = await eventStore.readAll(position, PAGE);
        yield* page;
        position = page.at(-1)?.position;
        if (!position) return;
      }
    },
    async anchors(): Promise<readonly Anchor[]> {
      const anchors: Anchor[] = [];
      for await (const { data } of eventStore.readForwards(anchorStream)) anchors.push(data as Anchor);
      return anchors;
    },
  };
}
