import { UnreadableEventError } from './errors.ts';
import type { EventDeclaration, Reading, Upcast } from './event-names.ts';
import type { RecordedEvent } from './event.ts';

/** Every event that this build knows, and how each is read. */
export class EventRegistry {
  readonly #readings: ReadonlyMap<string, Reading>;

  private constructor(readings: ReadonlyMap<string, Reading>) {
    this.#readings = readings;
  }

  /** Throws for a name that is declared twice. */
  static of(...declarations: readonly EventDeclaration[]): EventRegistry {
    const readings = new Map<string, Reading>();
    for (const [name, reading] of declarations.flatMap((declaration) => Object.entries(declaration))) {
      if (readings.has(name)) throw new Error(`the event "${name}" is declared twice`);
      readings.set(name, reading);
    }
    return new EventRegistry(readings);
  }

  get names(): readonly string[] {
    return [...this.#readings.keys()];
  }

  /** Undefined for a name that this build does not know. */
  readingOf(name: string): Reading | undefined {
    return this.#readings.get(name);
  }

  /** Throws when an upcast on the list is not the registry's own: its events would be read in an older shape. */
  mustRead(names: EventDeclaration): void {
    for (const [name, reading] of Object.entries(names))
      if (typeof reading === 'function' && this.#readings.get(name) !== reading) throw new Error(`no registry upcasts the event "${name}"`);
  }

  /**
   * The event in its present shape; one that is not known stays as it was stored. It is upcast once, when its data is first looked at: there
   * an UnreadableEventError is thrown, each time, when that fails. So nobody can take it for an event that says nothing.
   */
  present<Event extends RecordedEvent>(event: Event): Event {
    const reading = this.#readings.get(event.type);
    return typeof reading === 'function' ? withData(event, reading) : event;
  }
}

function withData<Event extends RecordedEvent>(event: Event, upcast: Upcast): Event {
  let present: object | undefined;
  const data = () => (present ??= upcastData(event, upcast));
  return Object.defineProperty({ ...event }, 'data', { get: data, enumerable: true });
}

function upcastData(event: RecordedEvent, upcast: Upcast): object {
  try {
    return upcast(event.data as Readonly<Record<string, unknown>>);
  } catch (error) {
    throw new UnreadableEventError(event, error);
  }
}
