import type { EventRegistry } from './event-registry.ts';
import type { RecordedEvent } from './event.ts';

/** Gives events their present shape. A name that is not known is told once: a newer version wrote it, or somebody else. */
export class EventReader {
  readonly registry: EventRegistry;
  readonly #onUnknownEvent: (event: RecordedEvent) => void;
  readonly #unknownNames = new Set<string>();

  constructor(registry: EventRegistry, onUnknownEvent: (event: RecordedEvent) => void = () => undefined) {
    this.registry = registry;
    this.#onUnknownEvent = onUnknownEvent;
  }

  /** See {@link EventRegistry.present}. */
  present<Event extends RecordedEvent>(event: Event): Event {
    if (this.registry.readingOf(event.type) === undefined) this.#noteUnknown(event);
    return this.registry.present(event);
  }

  #noteUnknown(event: RecordedEvent): void {
    if (this.#unknownNames.has(event.type)) return;
    this.#unknownNames.add(event.type);
    this.#onUnknownEvent(event);
  }
}
