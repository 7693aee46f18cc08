import { GitNameNotUtf8Error } from './git.errors.ts';

/** A ref and what it points to: a commit, an annotated tag, or any other object. */
export interface GitRef {
  /** The full name, `refs/heads/main`. */
  readonly name: string;
  /** The object's hash in lower-case hexadecimal. */
  readonly oid: string;
}

/** Refs as `<oid> <name>` or `<oid>\t<name>`, one a line. Lines of another form are left out. */
export function readRefLines(text: string): GitRef[] {
  return text.split('\n').flatMap((line) => {
    const [, oid, name] = /^([0-9a-f]{40,64})[ \t](refs\/[^]+)$/.exec(line) ?? [];
    return oid === undefined || name === undefined ? [] : [{ name, oid }];
  });
}

/** Throws a RangeError for what git would take for something else than the full name of a ref. */
export function checkedName(name: string): string {
  const isName = name.startsWith('refs/') && !/[\0-\x20\x7f~^:?*[\\]|\.\.|@\{/.test(name);
  if (!isName) throw new RangeError(`'${name}' is not the full name of a ref`);
  return name;
}

export function checkedOid(oid: string): string {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(oid)) throw new RangeError(`'${oid}' is not the hash of an object`);
  return oid;
}

/** Strictly, because a name that was misread would be another name. */
export function decodedNames(output: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(output);
  } catch {
    throw new GitNameNotUtf8Error();
  }
}
