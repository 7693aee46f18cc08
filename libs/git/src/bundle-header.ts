import { open } from 'node:fs/promises';
import { decodedNames, readRefLines, type GitRef } from './git-ref.ts';

export interface BundleHeader {
  readonly heads: readonly GitRef[];
  /** Commits that must be there, with all they reach, before the bundle can be unpacked. */
  readonly prerequisites: readonly string[];
}

/** The text in front of the pack (gitformat-bundle, version 2): prerequisites, refs, an empty line. */
export function bundleHeaderText({ heads, prerequisites }: BundleHeader): string {
  const lines = [...prerequisites.map((oid) => `-${oid} `), ...heads.map(({ name, oid }) => `${oid} ${name}`)];
  return ['# v2 git bundle', ...lines, '', ''].join('\n');
}

/** Rejects with a RangeError for a file that has no such text. */
export async function readBundleHeader(file: string): Promise<BundleHeader> {
  const text = decodedNames(await readUntilEmptyLine(file));
  return { heads: readRefLines(text), prerequisites: [...text.matchAll(/\n-([0-9a-f]{40,64})/g)].map(([, oid]) => oid ?? '') };
}

async function readUntilEmptyLine(file: string): Promise<Buffer> {
  await using handle = await open(file);
  let header = Buffer.alloc(0);
  for (;;) {
    const end = header.indexOf('\n\n');
    if (end >= 0) return header.subarray(0, end + 1);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536));
    if (bytesRead === 0) throw new RangeError('A bundle without a header');
    header = Buffer.concat([header, buffer.subarray(0, bytesRead)]);
  }
}
