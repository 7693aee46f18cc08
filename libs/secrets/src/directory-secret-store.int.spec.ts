import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Decrypter } from 'age-encryption';
import fc from 'fast-check';
import { copyFile, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DirectorySecretStore } from './directory-secret-store.ts';
import { InstallationKey } from './installation-key.ts';
import type { JsonObject } from './json-object.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const ID = '0195f1c2-7d7a-7c3e-9a53-0242ac120002';

describe('DirectorySecretStore', () => {
  let directory: string;
  let key: InstallationKey;
  let secrets: DirectorySecretStore;

  beforeAll(async () => {
    key = await InstallationKey.generate();
  });

  beforeEach(async () => {
    directory = join(await temporaryDirectory(), 'secrets');
    secrets = new DirectorySecretStore(directory, key);
  });

  const refusalOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

  it('gives back what was put, also to the next process', async () => {
    await secrets.put(ID, { email: 'ann@example.org', token: 'hunter2' });
    const next = new DirectorySecretStore(directory, key);
    expect((await next.get(ID)).reveal()).toEqual({ email: 'ann@example.org', token: 'hunter2' });
  });

  it('gives back any JSON object', async () => {
    const anyObject = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
    await fc.assert(
      fc.asyncProperty(anyObject, async (value) => {
        await secrets.put(ID, value);
        expect((await secrets.get(ID)).reveal()).toEqual(value);
      }),
      { numRuns: 30 },
    );
  });

  it('replaces a secret that is put again', async () => {
    await secrets.put(ID, { token: 'old' });
    await secrets.put(ID, { token: 'new' });
    expect((await secrets.get(ID)).reveal()).toEqual({ token: 'new' });
    expect(await readdir(directory)).toEqual([`${ID}.age`]);
  });

  it('keeps files and directory for the owner alone', async () => {
    await secrets.put(ID, { token: 'hunter2' });
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, `${ID}.age`))).mode & 0o777).toBe(0o600);
  });

  it('writes nothing that can be read without the key', async () => {
    await secrets.put(ID, { token: 'hunter2' });
    expect(await readFile(join(directory, `${ID}.age`), 'latin1')).not.toContain('hunter2');
  });

  it('writes files that age opens', async () => {
    await secrets.put(ID, { token: 'hunter2' });
    const age = new Decrypter();
    age.addIdentity(key.identity);
    const opened = await age.decrypt(await readFile(join(directory, `${ID}.age`)), 'text');
    expect(JSON.parse(opened)).toEqual({ formatVersion: 1, id: ID, secret: { token: 'hunter2' } });
  });

  it('lists its ids in order, and nothing else that lies around', async () => {
    expect(await secrets.ids()).toEqual([]);
    await secrets.put('b', {});
    await secrets.put('a', {});
    await writeFile(join(directory, '.c.age.0011223344556677.tmp'), '');
    await writeFile(join(directory, 'notes.txt'), '');
    expect(await secrets.ids()).toEqual(['a', 'b']);
  });

  it('knows what it has', async () => {
    expect(await secrets.has(ID)).toBe(false);
    await secrets.put(ID, {});
    expect(await secrets.has(ID)).toBe(true);
  });

  it('says when there is no such secret', async () => {
    expect(await refusalOf(secrets.get(ID))).toMatchObject({ code: 'SECRET_NOT_FOUND', message: `There is no secret ${ID}.` });
  });

  it('destroys a secret, with what a crashed writer of it left behind, and may be asked again', async () => {
    await secrets.put(ID, { token: 'hunter2' });
    await secrets.put('other', {});
    await writeFile(join(directory, `.${ID}.age.0011223344556677.tmp`), 'half');
    await secrets.destroy(ID);
    await secrets.destroy(ID);
    expect(await secrets.has(ID)).toBe(false);
    expect(await readdir(directory)).toEqual(['other.age']);
  });

  it('destroys nothing, without complaint, before anything was put', async () => {
    await expect(secrets.destroy(ID)).resolves.toBeUndefined();
  });

  it.each(['', '.', '..', '../a', 'a/b', 'a\\b', '/etc/passwd', '.hidden', 'a.age', 'a\0b', 'a\nb', '-rf', 'ü', 'a'.repeat(129)])(
    'refuses the id %j',
    async (id) => {
      for (const work of [secrets.put(id, {}), secrets.get(id), secrets.has(id), secrets.destroy(id)]) {
        expect(await refusalOf(work)).toMatchObject({ code: 'SECRET_ID_INVALID' });
      }
      expect(await secrets.ids()).toEqual([]);
    },
  );

  it('does not repeat a refused id, which may be the secret itself', async () => {
    expect(inspect(await refusalOf(secrets.put('hunter2=', {})))).not.toContain('hunter2');
  });

  describe('cannot be made to open', () => {
    const opening = async (id: string, store = secrets): Promise<unknown> => {
      const refusal = await refusalOf(store.get(id));
      expect(inspect(refusal, { depth: 9 })).not.toContain('hunter2');
      return refusal;
    };

    beforeEach(() => secrets.put(ID, { token: 'hunter2' }));

    it('a secret of another installation', async () => {
      const stranger = new DirectorySecretStore(directory, await InstallationKey.generate());
      expect(await opening(ID, stranger)).toMatchObject({
        code: 'SECRET_UNREADABLE',
        message: expect.stringContaining('another key'),
      });
    });

    it('a secret whose file was put in the place of another', async () => {
      await secrets.put('other', { token: 'other' });
      await copyFile(join(directory, `${ID}.age`), join(directory, 'other.age'));
      expect(await opening('other')).toMatchObject({
        code: 'SECRET_UNREADABLE',
        message: expect.stringContaining('the secret of another id'),
      });
    });

    it('a file that lost its end', async () => {
      const file = join(directory, `${ID}.age`);
      const whole = await readFile(file);
      for (const length of [0, 1, 100, whole.length - 1]) {
        await writeFile(file, whole.subarray(0, length));
        expect(await opening(ID)).toMatchObject({ code: 'SECRET_UNREADABLE' });
      }
    });
  });
});
