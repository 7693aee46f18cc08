import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock, systemIds } from '@holdfast/event-sourcing';
import { DirectorySecretStore, openKeyFile } from '@holdfast/secrets';
import { takeProcessSlot } from '../process-slot.ts';
import { rotateInstallationKey } from './rotate-key.ts';

describe('the key of an installation', () => {
  let home: string;
  let settings: { dataDirectory: string; keyFile: string };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'holdfast-rotate-'));
    settings = { dataDirectory: join(home, 'data'), keyFile: join(home, 'data.key') };
  });
  afterEach(() => rm(home, { recursive: true }));

  const secrets = async () => {
    const { key } = await openKeyFile(settings.keyFile, systemClock);
    return new DirectorySecretStore(join(settings.dataDirectory, 'secrets'), key);
  };

  it('is rotated while nothing runs', async () => {
    await (await secrets()).put('c1', { token: 'hunter2' });
    takeProcessSlot(settings.dataDirectory, 'all', systemIds).release();
    expect(await rotateInstallationKey(settings)).toMatchObject({ resealed: 1 });
    expect((await (await secrets()).get('c1')).reveal()).toEqual({ token: 'hunter2' });
  });

  it('is not rotated under a process that would not know the new one', async () => {
    const { key } = await openKeyFile(settings.keyFile, systemClock);
    const slot = takeProcessSlot(settings.dataDirectory, 'worker', systemIds);
    await expect(rotateInstallationKey(settings)).rejects.toMatchObject({
      code: 'KEY_ROTATION_REFUSED',
      message: expect.stringMatching(/stop every process/),
    });
    slot.release();
    expect((await openKeyFile(settings.keyFile, systemClock)).key.recipient).toBe(key.recipient);
  });

  it('is not made by a rotation', async () => {
    await expect(rotateInstallationKey(settings)).rejects.toMatchObject({
      code: 'KEY_ROTATION_REFUSED',
      message: expect.stringMatching(/no key file/),
    });
  });
});
