import type { CommandContext } from '../command.ts';
import { DeciderRepository } from '../decider-repository.ts';
import type { Decider } from '../decider.ts';
import type { EventStore } from '../event-store.ts';
import type { Saga, SagaCommand } from '../saga.ts';
import { numbered, type Numbered } from './numbered.ts';

/** What a saga is tried with: the numbers of a category are shipped, each once, and in order. */
export interface Ship extends SagaCommand {
  readonly type: 'Ship';
  readonly data: { readonly number: number };
}

interface Shipments {
  readonly seen: number;
}

/** Ships every number, the even ones in two parts: 4 as 4 and 4000. */
export function shipNumbers(category: string): Saga<Shipments, Numbered> {
  return {
    name: `ShipNumbers${category}`,
    streams: [`${category}-`],
    begins: 'at-first-event',
    initialState: { seen: 0 },
    instanceOf: ({ stream }) => stream,
    react: ({ seen }, { data: { number } }) => ({ state: { seen: seen + 1 }, commands: shipped([number]).map(ship) }),
  };
}

/** What is shipped for these numbers. */
export function shipped(numbers: readonly number[]): number[] {
  return numbers.flatMap((number) => (number % 2 === 0 ? [number, number * 1_000] : [number]));
}

export function ship(number: number): Ship {
  return { type: 'Ship', data: { number } };
}

/** Ships whatever it is told, as often as it is told: only the command's id keeps it from shipping twice. */
const shipping: Decider<null, Ship['data'], Numbered> = {
  initialState: null,
  decide: ({ number }) => [numbered(number)],
  evolve: () => null,
  events: { Numbered: 'as-stored' },
};

/** The place where commands arrive; what it did is in the event store. */
export class ShippingOffice {
  readonly stream: string;
  readonly #eventStore: EventStore;
  readonly #repository: DeciderRepository;

  constructor(eventStore: EventStore, category: string) {
    this.stream = `shipped${category}-1`;
    this.#eventStore = eventStore;
    this.#repository = new DeciderRepository(eventStore, () => new Date('2026-11-22T08:00:00Z'));
  }

  readonly dispatch = async (command: SagaCommand, context: CommandContext): Promise<void> => {
    await this.#repository.decide(shipping, this.stream, (command as Ship).data, context);
  };

  async shipped(): Promise<number[]> {
    const numbers: number[] = [];
    for await (const { data } of this.#eventStore.readForwards(this.stream)) numbers.push((data as Numbered['data']).number);
    return numbers;
  }
}
