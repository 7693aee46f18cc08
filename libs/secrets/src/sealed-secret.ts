import { Decrypter, Encrypter } from 'age-encryption';
import type { InstallationKey } from './installation-key.ts';
import type { JsonObject } from './json-object.ts';
import { Redacted } from './redacted.ts';
import { SecretUnreadableError } from './secret.errors.ts';

const FORMAT_VERSION = 1;

/** Encrypts a secret together with its id, so that a file under another's name is noticed. */
export async function sealSecret(key: InstallationKey, id: string, secret: JsonObject): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(key.recipient);
  return encrypter.encrypt(JSON.stringify({ formatVersion: FORMAT_VERSION, id, secret }));
}

/** @throws SecretUnreadableError. It has no cause: what the library and `JSON.parse` say may quote the content. */
export async function openSecret(key: InstallationKey, id: string, sealed: Uint8Array): Promise<Redacted<JsonObject>> {
  const opened = parse(await decrypt(key, id, sealed));
  if (opened?.formatVersion !== FORMAT_VERSION) throw new SecretUnreadableError(id, 'it was written by another version of Holdfast');
  if (opened.id !== id) throw new SecretUnreadableError(id, 'its file holds the secret of another id');
  if (!isObject(opened.secret)) throw new SecretUnreadableError(id, 'its content has an unknown shape');
  return new Redacted(opened.secret);
}

async function decrypt(key: InstallationKey, id: string, sealed: Uint8Array): Promise<string> {
  const decrypter = new Decrypter();
  for (const identity of [key.identity, ...key.olderIdentities]) decrypter.addIdentity(identity);
  return decrypter.decrypt(sealed, 'text').catch(() => {
    throw new SecretUnreadableError(id, 'it was written with another key, or its file is damaged');
  });
}

function parse(text: string): { formatVersion?: unknown; id?: unknown; secret?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // the caller names the problem, without the text
  }
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
