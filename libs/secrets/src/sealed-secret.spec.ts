import { describe, expect, it } from '@jest/globals';
import { Encrypter } from 'age-encryption';
import { inspect } from 'node:util';
import { InstallationKey } from './installation-key.ts';
import { openSecret } from './sealed-secret.ts';

describe('openSecret', () => {
  it.each([
    ['is not JSON', 'token hunter2', 'another version'],
    ['is not an object', '"hunter2"', 'another version'],
    ['comes from a later version', '{"formatVersion":2,"id":"a","secret":{"token":"hunter2"}}', 'another version'],
    ['has a list where the secret should be', '{"formatVersion":1,"id":"a","secret":["hunter2"]}', 'unknown shape'],
    ['has no secret', '{"formatVersion":1,"id":"a"}', 'unknown shape'],
  ])('refuses content that %s, and does not quote it', async (_what, content, why) => {
    const key = await InstallationKey.generate();
    const encrypter = new Encrypter();
    encrypter.addRecipient(key.recipient);
    const refusal: unknown = await openSecret(key, 'a', await encrypter.encrypt(content)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'SECRET_UNREADABLE', message: expect.stringContaining(why) });
    expect(inspect(refusal, { depth: 9 })).not.toContain('hunter2');
  });
});
