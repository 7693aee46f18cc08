import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac, randomBytes } from 'node:crypto';
import { deterministicOrderedId, systemIds, type IdGenerator } from '@holdfast/event-sourcing';

/** What the ids and secrets of repeatable work follow from. */
export interface Seed {
  readonly ids: string;
  /** Milliseconds since 1970: the time that the ids begin with. */
  readonly began: number;
  /** Nobody can tell a secret of this work without it. */
  readonly secrets: Buffer;
}

interface Repeatable {
  readonly newId: IdGenerator;
  readonly newSecret: () => Buffer;
}

const repeatable = new AsyncLocalStorage<Repeatable>();

/** Random ids, except inside of {@link repeatably}. */
export const requestIds: IdGenerator = () => (repeatable.getStore()?.newId ?? systemIds)();

/** 256 bits that nobody can guess: random, except inside of {@link repeatably}. */
export const requestSecret = (): Buffer => (repeatable.getStore()?.newSecret ?? (() => randomBytes(32)))();

/**
 * Does work whose new ids and secrets follow, one after the other, from a seed. Done again it makes the same ones, on whatever machine: so what
 * it began and did not finish is finished, not done a second time.
 */
export function repeatably<T>({ ids, began, secrets }: Seed, work: () => Promise<T>): Promise<T> {
  let made = 0;
  const newId = () => deterministicOrderedId(began, ids, String(made++));
  const newSecret = () => createHmac('sha256', secrets).update(String(made++)).digest();
  return repeatable.run({ newId, newSecret }, work);
}
