import { beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DirectoryObjectStore } from './directory-object-store.ts';
import { describeObjectStoreContract } from './testing/object-store.contract.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const now = () => new Date('2026-03-01T12:00:00Z');

describeObjectStoreContract('DirectoryObjectStore', async () => DirectoryObjectStore.open(join(await temporaryDirectory(), 'vault'), now));

describe('DirectoryObjectStore', () => {
  let directory: string;

  beforeEach(async () => {
    directory = join(await temporaryDirectory(), 'deep', 'vault');
  });

  const incoming = (): Promise<string[]> => readdir(join(directory, '.incoming'));

  it('keeps an object as a file under its name, for the owner alone', async () => {
    const objects = await DirectoryObjectStore.open(directory, now);
    await objects.put('objects/ab/abcd.age', Readable.from([Buffer.from('content')]));
    const file = join(directory, 'objects/ab/abcd.age');
    expect(await readFile(file, 'utf8')).toBe('content');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'objects'))).mode & 0o777).toBe(0o700);
  });

  it('leaves nothing behind, whether it stored or not', async () => {
    const objects = await DirectoryObjectStore.open(directory, now);
    await objects.put('a', Readable.from([Buffer.from('content')]));
    await Promise.all([1, 2, 3].map((n) => objects.put('b', Readable.from([Buffer.from(`${n}`)]))));
    await expect(
      objects.put(
        'c',
        new Readable({
          read: (): never => {
            throw new Error('no');
          },
        }),
      ),
    ).rejects.toThrow('no');
    expect(await incoming()).toEqual([]);
    expect((await stat(join(directory, 'a'))).nlink).toBe(1);
  });

  it('clears away at the start what nobody has written to for an hour, and leaves what may still grow', async () => {
    await mkdir(join(directory, '.incoming'), { recursive: true });
    const leave = async (name: string, at: string): Promise<void> => {
      await writeFile(join(directory, '.incoming', name), 'half');
      await utimes(join(directory, '.incoming', name), new Date(at), new Date(at));
    };
    await leave('crashed', '2026-03-01T10:59:59Z');
    await leave('growing', '2026-03-01T11:00:01Z');
    await DirectoryObjectStore.open(directory, now);
    expect(await incoming()).toEqual(['growing']);
  });

  it('does not list what lies around, such as files that begin with a dot', async () => {
    const objects = await DirectoryObjectStore.open(directory, now);
    await writeFile(join(directory, '.DS_Store'), '');
    await writeFile(join(directory, '.incoming', 'half'), '');
    await writeFile(join(directory, 'copy (1)'), '');
    for await (const name of objects.list('')) throw new Error(`listed ${name}`);
  });

  it('tells the error of the system when the disk cannot be written', async () => {
    const objects = await DirectoryObjectStore.open(directory, now);
    await objects.put('a', Readable.from([Buffer.from('a file where a folder is needed')]));
    await expect(objects.put('a/b', Readable.from([Buffer.from('x')]))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await incoming()).toEqual([]);
  });
});
