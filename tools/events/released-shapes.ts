import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventField } from './event-fields.ts';

/** A shape in which an event was once stored. */
export interface ReleasedShape {
  /** The day on which it was first stored. */
  readonly since: string;
  /** Type by path; see {@link shapeOf}. */
  readonly fields: Readonly<Record<string, string>>;
  /** Data as it stands in stores since then. */
  readonly stored: readonly object[];
  /** How each of them reads now; left out while that is as it was stored. */
  readonly present?: readonly object[];
}

/** The shapes of an event, or of what a saga remembers, oldest first. */
export interface Released {
  readonly type: string;
  readonly shapes: readonly ReleasedShape[];
}

/** What was released, by what it is. */
export const releasedDirectories = {
  events: join(import.meta.dirname, 'released'),
  sagaStates: join(import.meta.dirname, 'released-saga-states'),
} as const;

export type Kind = keyof typeof releasedDirectories;

export const lockFile = join(import.meta.dirname, 'released.lock.json');

/** One line for each released shape, `<name> <number>`: a shape is added and never changed. */
export type Lock = Readonly<Record<string, string>>;

export function releasedFile(kind: Kind, type: string): string {
  const kebab = type.replaceAll(/(?<=[a-z0-9])[A-Z]/g, '-$&').toLowerCase();
  return join(releasedDirectories[kind], `${kebab}.json`);
}

export function readReleased(kind: Kind): readonly Released[] {
  const directory = releasedDirectories[kind];
  const names = readdirSync(directory).sort();
  return names.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as Released);
}

export function readLock(): Lock {
  return JSON.parse(readFileSync(lockFile, 'utf8')) as Lock;
}

/** What the lock says of them. How a shape reads now is not part of it: that changes with every upcast. */
export function lockOf(released: readonly Released[]): Lock {
  const lines = released.flatMap(({ type, shapes }) =>
    shapes.map(({ since, fields, stored }, index) => {
      const text = JSON.stringify({ type, since, fields, stored });
      return [`${type} ${index + 1}`, createHash('sha256').update(text).digest('hex')] as const;
    }),
  );
  return Object.fromEntries(lines);
}

/** The fields of an event as a released shape keeps them; `?` marks what may be missing. */
export function shapeOf(fields: readonly EventField[]): ReleasedShape['fields'] {
  return Object.fromEntries(fields.map(({ path, type, isOptional }) => [path, isOptional ? `${type}?` : type]));
}
