import { ManifestInvalidError } from './vault.errors.ts';

/** Makes a T of an unknown value, or throws ManifestInvalidError with the path to what is wrong. */
export type Shape<T> = (value: unknown, path: string) => T;

export const text = (what: string, fits: (value: string) => boolean): Shape<string> =>
  expecting(what, (value) => typeof value === 'string' && fits(value));

export const count: Shape<number> = expecting('a whole number, not negative', (value) => Number.isSafeInteger(value) && Number(value) >= 0);

export const exactly = <const T extends number>(wanted: T): Shape<T> => expecting(String(wanted), (value) => value === wanted);

export const nullOr =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, path) =>
    value === null ? null : shape(value, path);

export const listOf =
  <T>(shape: Shape<T>): Shape<T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw new ManifestInvalidError(path, 'is not a list');
    return value.map((item, index) => shape(item, `${path}[${index}]`));
  };

/** An object with exactly these members. */
export const record =
  <T extends object>(members: { readonly [Name in keyof T]: Shape<T[Name]> }): Shape<T> =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ManifestInvalidError(path, 'is not an object');
    const found = new Map<string, unknown>(Object.entries(value));
    const shapes = Object.entries<Shape<unknown>>(members);
    const stranger = [...found.keys()].find((name) => !Object.hasOwn(members, name));
    if (stranger !== undefined) throw new ManifestInvalidError(member(path, stranger), 'is not known in this format');
    return Object.fromEntries(shapes.map(([name, shape]) => [name, shape(found.get(name), member(path, name))])) as T;
  };

const member = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function expecting<T>(what: string, fits: (value: unknown) => boolean): Shape<T> {
  return (value, path) => {
    if (fits(value)) return value as T;
    throw new ManifestInvalidError(path, value === undefined ? 'is missing' : `is not ${what}`);
  };
}
