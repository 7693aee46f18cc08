import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectReference } from '@holdfast/vault';
import type { TestBed } from './test-bed.ts';

export function fileOf({ vaultDirectory }: TestBed, { sha256 }: ObjectReference): string {
  return join(vaultDirectory, 'objects', sha256.slice(0, 2), `${sha256}.age`);
}

/** Turns one bit near the end of what the vault keeps of an object. */
export async function damage(bed: TestBed, object: ObjectReference): Promise<void> {
  const file = fileOf(bed, object);
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
  await chmod(file, 0o600);
  await writeFile(file, bytes);
}
