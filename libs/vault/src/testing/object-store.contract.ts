import { beforeEach, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectStore } from '../object-store.port.ts';

const contentOf = (text: string): Readable => Readable.from([Buffer.from(text)]);

/** What every object store promises. `start` gives an empty one. */
export function describeObjectStoreContract(adapter: string, start: () => Promise<ObjectStore>): void {
  describe(`${adapter}, as an object store,`, () => {
    let objects: ObjectStore;

    beforeEach(async () => {
      objects = await start();
    });

    const stored = async (name: string): Promise<string> => (await buffer(await objects.get(name))).toString();

    const listed = async (prefix: string): Promise<string[]> => {
      const names: string[] = [];
      for await (const name of objects.list(prefix)) names.push(name);
      return names;
    };

    it('gives back what was put', async () => {
      expect(await objects.put('objects/ab/abcd.age', contentOf('the content'))).toBe(true);
      expect(await stored('objects/ab/abcd.age')).toBe('the content');
    });

    it('keeps an empty object', async () => {
      await objects.put('empty', Readable.from([]));
      expect(await objects.has('empty')).toBe(true);
      expect(await stored('empty')).toBe('');
    });

    it('keeps every byte of an object of several megabytes', async () => {
      const pieces = Array.from({ length: 50 }, (_, index) => Buffer.alloc(100_001, index));
      await objects.put('large', Readable.from(pieces));
      expect((await buffer(await objects.get('large'))).equals(Buffer.concat(pieces))).toBe(true);
    });

    it('never replaces an object: the first one stays', async () => {
      await objects.put('a', contentOf('first'));
      expect(await objects.put('a', contentOf('second'))).toBe(false);
      expect(await stored('a')).toBe('first');
    });

    it('lets one win when many put under one name at once', async () => {
      const writers = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
      const won = await Promise.all(writers.map((writer) => objects.put('a', contentOf(writer))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await stored('a')).toBe(writers[won.indexOf(true)]);
    });

    it('shows nothing of an object before it is whole', async () => {
      const seen: unknown[] = [];
      async function* slowly(): AsyncGenerator<Buffer> {
        yield Buffer.alloc(100_000);
        seen.push(await objects.has('a'), await listed(''));
        yield Buffer.alloc(100_000);
      }
      await objects.put('a', Readable.from(slowly()));
      expect(seen).toEqual([false, []]);
    });

    it('stores nothing when the content fails, tells its error, and takes it the next time', async () => {
      const failing = (async function* () {
        await Promise.resolve();
        yield Buffer.alloc(100_000);
        throw new Error('connection lost');
      })();
      await expect(objects.put('a', Readable.from(failing))).rejects.toThrow('connection lost');
      expect(await objects.has('a')).toBe(false);
      expect(await listed('')).toEqual([]);
      expect(await objects.put('a', contentOf('whole'))).toBe(true);
    });

    it('stores nothing of a content that was cut off without an error', async () => {
      const cut = new Readable({ read: () => undefined });
      cut.push('half');
      const work = objects.put('a', cut);
      cut.once('data', () => undefined).destroy();
      await expect(work).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
      expect(await objects.has('a')).toBe(false);
    });

    it('stores nothing of a content that failed before it was read', async () => {
      const failed = new Readable({ read: () => undefined });
      const work = objects.put('a', failed);
      failed.destroy(new Error('connection lost'));
      await expect(work).rejects.toThrow('connection lost');
      expect(await objects.has('a')).toBe(false);
    });

    it('does not read the content when it has the name already', async () => {
      await objects.put('a', contentOf('first'));
      const unneeded = new Readable({
        read: () => {
          throw new Error('read in vain');
        },
      });
      expect(await objects.put('a', unneeded)).toBe(false);
    });

    it('lets go of the content, also when it does not need it', async () => {
      await objects.put('a', contentOf('first'));
      const unneeded = contentOf('second');
      const misnamed = contentOf('third');
      await objects.put('a', unneeded);
      await expect(objects.put('../a', misnamed)).rejects.toMatchObject({ code: 'OBJECT_NAME_INVALID' });
      expect([unneeded.destroyed, misnamed.destroyed]).toEqual([true, true]);
    });

    it('says that an object is missing, before anything is read', async () => {
      await objects.put('folder/a', contentOf('a'));
      for (const name of ['nothing', 'folder', 'folder/b', 'folder/a/c']) {
        expect(await objects.has(name)).toBe(false);
        await expect(objects.get(name)).rejects.toMatchObject({ code: 'OBJECT_MISSING', objectName: name });
      }
    });

    it('lists the names that begin with a prefix, in ascending order', async () => {
      for (const name of ['b/1', 'a/2', 'a/10', 'a-b/1', 'a.b', 'c']) await objects.put(name, contentOf(name));
      expect(await listed('')).toEqual(['a-b/1', 'a.b', 'a/10', 'a/2', 'b/1', 'c']);
      expect(await listed('a/')).toEqual(['a/10', 'a/2']);
      expect(await listed('a/1')).toEqual(['a/10']);
      expect(await listed('a')).toEqual(['a-b/1', 'a.b', 'a/10', 'a/2']);
      expect(await listed('nothing/')).toEqual([]);
    });

    it('removes an object, may be asked again, and leaves its neighbours', async () => {
      await objects.put('folder/a', contentOf('a'));
      await objects.put('folder/b', contentOf('b'));
      await objects.remove('folder/a');
      await objects.remove('folder/a');
      await objects.remove('folder');
      expect(await listed('')).toEqual(['folder/b']);
      expect(await objects.put('folder/a', contentOf('again'))).toBe(true);
    });

    it.each(['', '/', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/../b', 'a/./b', '.a', 'a/.b', 'a b', 'a\\b', 'a\0', 'a\n', 'ä'])(
      'refuses the name %j',
      async (name) => {
        for (const work of [objects.put(name, contentOf('')), objects.get(name), objects.has(name), objects.remove(name)]) {
          await expect(work).rejects.toMatchObject({ code: 'OBJECT_NAME_INVALID' });
        }
      },
    );
  });
}
