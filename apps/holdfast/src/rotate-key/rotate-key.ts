import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@holdfast/event-sourcing';
import { DirectorySecretStore, openKeyFile, rotateKey, type KeyRotation } from '@holdfast/secrets';
import { isDataDirectoryInUse } from '../process-slot.ts';
import type { Settings } from '../settings.ts';

/** The key cannot be rotated now. */
export class KeyRotationRefusedError extends Error {
  readonly code = 'KEY_ROTATION_REFUSED';
  constructor(why: string) {
    super(`The key was not rotated: ${why}.`);
    this.name = 'KeyRotationRefusedError';
  }
}

/**
 * Makes a new key for the installation and encrypts its secrets with it. What the vault has stays encrypted with the keys before, which stay
 * in the key file. Throws KeyRotationRefusedError while Holdfast runs, and when there is no key file.
 */
export async function rotateInstallationKey({ dataDirectory, keyFile }: Pick<Settings, 'dataDirectory' | 'keyFile'>): Promise<KeyRotation> {
  if (!existsSync(keyFile)) throw new KeyRotationRefusedError(`there is no key file ${keyFile}`);
  if (isDataDirectoryInUse(dataDirectory)) throw new KeyRotationRefusedError(`Holdfast runs on ${dataDirectory}; stop every process first`);
  const { key } = await openKeyFile(keyFile, systemClock);
  const secretsWith = (one: typeof key) => new DirectorySecretStore(join(dataDirectory, 'secrets'), one);
  return rotateKey({ keyFile, key, secretsWith, now: systemClock });
}
