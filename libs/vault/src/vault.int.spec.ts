import { beforeEach, describe, expect, it } from '@jest/globals';
import { Decrypter } from 'age-encryption';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { DirectoryObjectStore } from './directory-object-store.ts';
import { aKey } from './testing/a-key.ts';
import { aManifest } from './testing/a-manifest.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import type { ObjectReference } from './object-reference.ts';
import type { ObjectStore } from './object-store.port.ts';
import type { VaultKey } from './vault-key.ts';
import { Vault } from './vault.ts';

const HELLO = Buffer.from('hello');
const HELLO_SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** The store's methods, to replace one of them by what a failing storage does. */
const storeOver = (objects: ObjectStore): ObjectStore => ({
  put: (name, content) => objects.put(name, content),
  get: (name) => objects.get(name),
  has: (name) => objects.has(name),
  list: (prefix) => objects.list(prefix),
  remove: (name) => objects.remove(name),
});

describe('Vault', () => {
  let directory: string;
  let objects: DirectoryObjectStore;
  let spoolDirectory: string;
  let key: VaultKey;
  let vault: Vault;

  beforeEach(async () => {
    const base = await temporaryDirectory();
    directory = join(base, 'vault');
    spoolDirectory = join(base, 'spool');
    await mkdir(spoolDirectory);
    objects = await DirectoryObjectStore.open(directory, () => new Date());
    key = await aKey();
    vault = new Vault({ objects, key, spoolDirectory });
  });

  const fileOf = ({ sha256 }: Pick<ObjectReference, 'sha256'>): string => join(directory, 'objects', sha256.slice(0, 2), `${sha256}.age`);
  const manifestFile = (digest: string): string => join(directory, 'manifests', `${digest}.age`);
  const objectFiles = async (): Promise<string[]> =>
    (await readdir(join(directory, 'objects'), { recursive: true })).filter((name) => name.endsWith('.age'));

  async function helloFile(): Promise<string> {
    const file = join(spoolDirectory, 'hello');
    await writeFile(file, HELLO);
    return file;
  }

  async function opened(file: string): Promise<Buffer> {
    const age = new Decrypter();
    age.addIdentity(key.identity);
    return Buffer.from(await age.decrypt(await readFile(file)));
  }

  describe('stores an object', () => {
    it('from memory, named by its SHA-256, as a file that age opens', async () => {
      expect(await vault.putObject(HELLO)).toEqual({ sha256: HELLO_SHA256, bytes: 5 });
      expect(await opened(join(directory, 'objects', '2c', `${HELLO_SHA256}.age`))).toEqual(HELLO);
    });

    it('from a file, a stream, and a stream that was announced, all the same', async () => {
      const file = join(spoolDirectory, 'file');
      await writeFile(file, HELLO);
      const expected = { sha256: HELLO_SHA256, bytes: 5 };
      for (const content of [{ file }, Readable.from([HELLO]), { stream: Readable.from([HELLO]), expected }]) {
        expect(await vault.putObject(content)).toEqual(expected);
        expect(await vault.readObject(expected)).toEqual(HELLO);
        await objects.remove(`objects/2c/${HELLO_SHA256}.age`);
      }
    });

    it('of any content and length, and gives it back', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0, 1, 65_236, 200_000), async (start, more) => {
          const content = Buffer.concat([start, Buffer.alloc(more)]);
          const reference = await vault.putObject(Readable.from([start, Buffer.alloc(more)]));
          expect(reference).toEqual({ sha256: sha256Of(content), bytes: content.length });
          expect((await vault.readObject(reference)).equals(content)).toBe(true);
        }),
        { numRuns: 25 },
      );
    });

    it('once: the same content again is found, and not written again', async () => {
      await vault.putObject(HELLO);
      const before = await stat(fileOf({ sha256: HELLO_SHA256 }));
      await vault.putObject(HELLO);
      await vault.putObject(Readable.from([HELLO]));
      await new Vault({ objects, key }).putObject(HELLO);
      expect(await stat(fileOf({ sha256: HELLO_SHA256 }))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
      expect(await objectFiles()).toHaveLength(1);
    });

    it.each([
      ['from memory', () => HELLO],
      ['from a file', async () => ({ file: await helloFile() })],
      ['from a stream', () => Readable.from([HELLO])],
      ['from an announced stream', () => ({ stream: Readable.from([HELLO]), expected: { sha256: HELLO_SHA256, bytes: 5 } })],
    ])('in the place of one that is damaged, which is kept aside: %s', async (_how, content) => {
      const object = await vault.putObject(HELLO);
      for (const number of [1, 2]) {
        await truncate(fileOf(object), 150 + number);
        await expect(vault.readObject(object)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
        expect(await vault.putObject(await content())).toEqual(object);
        expect(await vault.readObject(object)).toEqual(HELLO);
      }
      const damaged = [1, 2].map((number) => stat(join(directory, 'damaged', 'objects', '2c', `${HELLO_SHA256}.age.${number}`)));
      expect((await Promise.all(damaged)).map(({ size }) => size)).toEqual([151, 152]);
    });

    it('once, when several put it at the same time', async () => {
      const references = await Promise.all(Array.from({ length: 6 }, () => vault.putObject(Readable.from([HELLO]))));
      expect(new Set(references.map(({ sha256 }) => sha256))).toEqual(new Set([HELLO_SHA256]));
      expect(await objectFiles()).toHaveLength(1);
    });

    it('and leaves no plaintext anywhere on the way', async () => {
      async function* slowly(): AsyncGenerator<Buffer> {
        yield Buffer.alloc(200_000, 'plaintext');
        const files = await readdir(spoolDirectory, { recursive: true, withFileTypes: true });
        const sealed = files.filter((file) => file.isFile());
        expect(sealed).toHaveLength(1);
        for (const file of sealed) expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain('plaintext');
        yield HELLO;
      }
      await vault.putObject(Readable.from(slowly()));
      expect(await readdir(spoolDirectory)).toEqual([]);
    });

    it('only when an announced stream is what was announced', async () => {
      const put = (content: string, expected: ObjectReference): Promise<unknown> =>
        vault.putObject({ stream: Readable.from([Buffer.from(content)]), expected });
      await expect(put('hellO', { sha256: HELLO_SHA256, bytes: 5 })).rejects.toMatchObject({
        code: 'CONTENT_MISMATCH',
        message: expect.stringContaining('its SHA-256 is'),
      });
      await expect(put('hello', { sha256: HELLO_SHA256, bytes: 6 })).rejects.toMatchObject({
        code: 'CONTENT_MISMATCH',
        message: expect.stringContaining('it has 5 bytes instead of 6'),
      });
      expect(await vault.hasObject({ sha256: HELLO_SHA256 })).toBe(false);
    });

    it('not from an announced stream that does not stop', async () => {
      async function* endless(): AsyncGenerator<Buffer> {
        for (;;) yield await Promise.resolve(HELLO);
      }
      const put = vault.putObject({ stream: Readable.from(endless()), expected: { sha256: HELLO_SHA256, bytes: 5 } });
      await expect(put).rejects.toMatchObject({ code: 'CONTENT_MISMATCH', message: expect.stringContaining('more than 5 bytes') });
    });

    it('not at all when a stream ends with an error, also one that nobody listens to yet', async () => {
      for (const wrap of [(stream: Readable) => stream, (stream: Readable) => ({ stream, expected: { sha256: HELLO_SHA256, bytes: 5 } })]) {
        const stream = new Readable({ read: () => undefined });
        const work = vault.putObject(wrap(stream));
        stream.push('hel');
        stream.destroy(new Error('connection lost'));
        await expect(work).rejects.toThrow('connection lost');
      }
      expect(await readdir(spoolDirectory)).toEqual([]);
      expect(await vault.hasObject({ sha256: HELLO_SHA256 })).toBe(false);
    });

    it('and destroys a stream that it does not need, without reading it', async () => {
      await vault.putObject(HELLO);
      const stream = new Readable({
        read: () => {
          throw new Error('read in vain');
        },
      });
      await vault.putObject({ stream, expected: { sha256: HELLO_SHA256, bytes: 5 } });
      expect(stream.destroyed).toBe(true);
    });

    it('not from a file that changes while it is stored', async () => {
      const file = join(spoolDirectory, 'file');
      await writeFile(file, HELLO);
      const has = async (name: string): Promise<boolean> => {
        await writeFile(file, 'hellO');
        return objects.has(name);
      };
      await expect(new Vault({ key, objects: { ...storeOver(objects), has } }).putObject({ file })).rejects.toMatchObject({
        code: 'CONTENT_MISMATCH',
      });
      expect(await vault.hasObject({ sha256: HELLO_SHA256 })).toBe(false);
    });

    it('not from a file that is missing', async () => {
      await expect(vault.putObject({ file: join(spoolDirectory, 'missing') })).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });

  it('knows which objects it has', async () => {
    expect(await vault.hasObject({ sha256: HELLO_SHA256 })).toBe(false);
    await vault.putObject(HELLO);
    expect(await vault.hasObject({ sha256: HELLO_SHA256 })).toBe(true);
  });

  describe('finds at reading', () => {
    let large: ObjectReference;

    beforeEach(async () => {
      large = await vault.putObject(Buffer.alloc(200_000, 'content'));
    });

    const expectCorrupt = async (object: ObjectReference, why: string): Promise<void> => {
      const corrupt = { code: 'OBJECT_CORRUPT', message: expect.stringContaining(why) };
      await expect(vault.readObject(object)).rejects.toMatchObject(corrupt);
      await expect(vault.extractObject(object, join(spoolDirectory, 'out'))).rejects.toMatchObject(corrupt);
      expect(await readdir(spoolDirectory)).toEqual([]);
    };

    it('a missing object', async () => {
      await rm(fileOf(large));
      const missing = { code: 'OBJECT_MISSING', message: expect.stringContaining(large.sha256) };
      await expect(vault.openObject(large)).rejects.toMatchObject(missing);
      await expect(vault.readObject(large)).rejects.toMatchObject(missing);
      await expect(vault.extractObject(large, join(spoolDirectory, 'out'))).rejects.toMatchObject(missing);
    });

    it('a truncated object', async () => {
      await truncate(fileOf(large), 150_000);
      await expectCorrupt(large, 'it was changed or cut after 131072 bytes');
    });

    it('an empty file', async () => {
      await truncate(fileOf(large), 0);
      await expectCorrupt(large, 'it has no whole age header');
    });

    it('a whole object in the place of another', async () => {
      const other = await vault.putObject(Buffer.alloc(200_000, 'another'));
      await copyFile(fileOf(other), fileOf(large));
      await expectCorrupt(large, `its SHA-256 is ${other.sha256}`);
    });

    it('an object of another length than its reference says', async () => {
      await expectCorrupt({ ...large, bytes: 199_999 }, 'it has more than 199999 bytes');
    });
  });

  it('extracts an object to a file for its owner alone, in place of an older one', async () => {
    const reference = await vault.putObject(HELLO);
    const file = join(spoolDirectory, 'out');
    await writeFile(file, 'something older and longer', { mode: 0o644 });
    await vault.extractObject(reference, file);
    expect(await readFile(file)).toEqual(HELLO);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(spoolDirectory)).toEqual(['out']);
  });

  it('lets go of the stored file when a reader stops early, or never begins', async () => {
    const opened: Readable[] = [];
    const get = async (name: string): Promise<Readable> => {
      opened.push(await objects.get(name));
      return opened.at(-1)!;
    };
    const reader = new Vault({ key, objects: { ...storeOver(objects), get } });
    const reference = await vault.putObject(Buffer.alloc(5_000_000));
    const unread = await reader.openObject(reference);
    unread.destroy();
    for await (const _chunk of await reader.openObject(reference)) break;
    for (const stream of opened) if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
  });

  describe('keeps a manifest', () => {
    it('under the SHA-256 of its canonical JSON, as a file that age opens', async () => {
      const object = await vault.putObject(HELLO);
      const manifest = aManifest({ metadata: [{ kind: 'pull-requests', object, items: 1 }] });
      const { digest, bytes } = await vault.putManifest(manifest);
      const json = await opened(manifestFile(digest));
      expect(sha256Of(json)).toBe(digest);
      expect(json).toHaveLength(bytes);
      expect(JSON.parse(json.toString())).toEqual(manifest);
      expect(await vault.getManifest(digest)).toEqual(manifest);
    });

    it('under one name, in whatever order it was made', async () => {
      const manifest = aManifest();
      const reversed = Object.fromEntries(Object.entries(manifest).reverse()) as unknown as typeof manifest;
      expect(await vault.putManifest(reversed)).toEqual(await vault.putManifest(manifest));
    });

    it('only when the vault has every object that it names', async () => {
      const manifest = aManifest({ metadata: [{ kind: 'pull-requests', object: { sha256: HELLO_SHA256, bytes: 5 }, items: 1 }] });
      await expect(vault.putManifest(manifest)).rejects.toMatchObject({
        code: 'OBJECT_MISSING',
        message: expect.stringContaining(HELLO_SHA256),
      });
      expect(await Readable.from(vault.manifestDigests()).toArray()).toEqual([]);
    });

    it('only when it will be able to read it', async () => {
      await expect(vault.putManifest(aManifest({ takenAt: 'yesterday' }))).rejects.toMatchObject({
        code: 'MANIFEST_INVALID',
        path: 'takenAt',
      });
    });

    it('and lists the digests of all', async () => {
      const digests = [];
      for (const snapshotId of ['a', 'b', 'c']) digests.push((await vault.putManifest(aManifest({ snapshotId }))).digest);
      await writeFile(join(directory, 'manifests', 'notes.age'), '');
      expect(await Readable.from(vault.manifestDigests()).toArray()).toEqual(digests.sort());
    });

    it('and notices another one in its place', async () => {
      const [one, other] = [
        await vault.putManifest(aManifest({ snapshotId: 'a' })),
        await vault.putManifest(aManifest({ snapshotId: 'b' })),
      ];
      await copyFile(manifestFile(other.digest), manifestFile(one.digest));
      await expect(vault.getManifest(one.digest)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    });

    it('and says when there is none', async () => {
      await expect(vault.getManifest('0'.repeat(64))).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
    });

    it.each([
      ['of a later format', '{"formatVersion":2}', 'MANIFEST_VERSION_UNKNOWN'],
      ['that is none', '{"formatVersion":1}', 'MANIFEST_INVALID'],
    ])('and refuses one %s', async (_which, json, code) => {
      const { sha256 } = await vault.putObject(Buffer.from(json));
      await mkdir(join(directory, 'manifests'));
      await copyFile(fileOf({ sha256 }), manifestFile(sha256));
      await expect(vault.getManifest(sha256)).rejects.toMatchObject({ code });
    });
  });

  describe('verifies the objects of a manifest', () => {
    const put = async (text: string): Promise<ObjectReference> => vault.putObject(Buffer.from(text));
    const oid = 'a'.repeat(40);

    it('by reading each of them once', async () => {
      const [bundle, lfs, metadata] = [await put('bundle'), await put('lfs'), await put('[]')];
      const manifest = aManifest({
        git: {
          head: null,
          refs: [],
          bundles: [
            { object: bundle, heads: [], prerequisites: [] },
            { object: bundle, heads: [], prerequisites: [oid] },
          ],
          lfs: [lfs],
        },
        metadata: [
          { kind: 'a', object: metadata, items: 0 },
          { kind: 'b', object: metadata, items: 0 },
        ],
      });
      expect(await vault.verifyObjects(manifest)).toEqual({ objects: 3, bytesRead: 6 + 3 + 2, problems: [] });
    });

    it('and reports all that is missing or corrupt, not only the first', async () => {
      const [missing, corrupt, whole, misplaced] = [await put('missing'), await put('corrupt'), await put('whole'), await put('misplaced')];
      const manifest = aManifest({ metadata: [missing, corrupt, whole, misplaced].map((object) => ({ kind: 'a', object, items: 1 })) });
      await rm(fileOf(missing));
      await truncate(fileOf(corrupt), 100);
      await copyFile(fileOf(whole), fileOf(misplaced));
      expect(await vault.verifyObjects(manifest)).toEqual({
        objects: 4,
        bytesRead: 5,
        problems: [
          { object: missing, problem: 'missing', why: expect.stringContaining(missing.sha256) },
          { object: corrupt, problem: 'corrupt', why: 'it has no whole age header' },
          { object: misplaced, problem: 'corrupt', why: expect.stringContaining('bytes instead of 9') },
        ],
      });
    });

    it('and does not call corrupt what the storage could not read', async () => {
      const object = await put('unreadable');
      const unanswered = (): Readable =>
        new Readable({
          read() {
            this.destroy(new Error('no answer'));
          },
        });
      const get = async (name: string): Promise<Readable> => (name.startsWith('objects/') ? unanswered() : objects.get(name));
      const silent = new Vault({ key, objects: { ...storeOver(objects), get } });
      const report = await silent.verifyObjects(aManifest({ metadata: [{ kind: 'a', object, items: 1 }] }));
      expect(report.problems).toEqual([{ object, problem: 'unreadable', why: 'no answer' }]);
    });
  });

  describe('belongs to one key', () => {
    it('and takes nothing under another, not even what it has', async () => {
      await vault.putObject(HELLO);
      const stranger = new Vault({ objects, key: await aKey() });
      for (const content of [HELLO, Buffer.from('more'), Readable.from([HELLO])]) {
        await expect(stranger.putObject(content)).rejects.toMatchObject({ code: 'VAULT_KEY_MISMATCH' });
      }
      await expect(stranger.putManifest(aManifest())).rejects.toMatchObject({ code: 'VAULT_KEY_MISMATCH' });
      expect(await objectFiles()).toHaveLength(1);
    });

    it('and calls nothing corrupt because of another', async () => {
      await vault.putObject(HELLO);
      const stranger = new Vault({ objects, key: await aKey() });
      await expect(stranger.verifyObjects(aManifest())).rejects.toMatchObject({ code: 'VAULT_KEY_MISMATCH' });
      await expect(stranger.readObject({ sha256: HELLO_SHA256, bytes: 5 })).rejects.toMatchObject({
        code: 'OBJECT_CORRUPT',
        message: expect.stringContaining('another key'),
      });
    });

    it('which may be rotated: the next one encrypts, and those before it open what they encrypted', async () => {
      const before = await vault.putObject(HELLO);
      const next = await aKey();
      const rotated = new Vault({ objects, key: { ...next, olderIdentities: [key.identity] } });
      const after = await rotated.putObject(Buffer.from('good day'));
      expect([await rotated.readObject(before), await rotated.readObject(after)].map(String)).toEqual(['hello', 'good day']);
      await expect(vault.readObject(after)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
      const forgetful = new Vault({ objects, key: next });
      await expect(forgetful.putObject(Buffer.from('hey'))).rejects.toMatchObject({ code: 'VAULT_KEY_MISMATCH' });
    });

    it('and says which, to whoever holds it', async () => {
      await vault.putObject(HELLO);
      expect((await opened(join(directory, 'key-check.age'))).toString()).toBe(`This vault is encrypted to ${key.recipient}.\n`);
    });

    it('and does not print it', () => {
      expect(inspect(vault, { depth: 9, showHidden: true }) + JSON.stringify(vault)).not.toContain(key.identity);
    });
  });
});
