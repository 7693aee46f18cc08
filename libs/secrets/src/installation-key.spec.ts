import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { InstallationKey } from './installation-key.ts';

describe('InstallationKey', () => {
  it('derives the public half from the secret half', async () => {
    const key = await InstallationKey.generate();
    expect((await InstallationKey.of(key.identity)).recipient).toBe(key.recipient);
    expect(key.recipient).toMatch(/^age1[a-z0-9]{58}$/);
  });

  it('prints its public half only', async () => {
    const key = await InstallationKey.generate();
    const printed = JSON.stringify({ key }) + inspect({ key }, { showHidden: true }) + JSON.stringify(Object.assign({}, key));
    expect(printed).toContain(key.recipient);
    expect(printed).not.toContain(key.identity);
  });

  it('has another key for each purpose, which is the same wherever this one is', async () => {
    const key = await InstallationKey.generate();
    const again = await InstallationKey.of(key.identity);
    expect(key.derive('requests')).toHaveLength(32);
    expect(key.derive('requests')).toEqual(again.derive('requests'));
    expect(key.derive('requests')).not.toEqual(key.derive('anchors'));
    expect(key.derive('requests')).not.toEqual((await InstallationKey.generate()).derive('requests'));
  });

  it('remembers the keys before it, the last one first, and prints none of them', async () => {
    const first = await InstallationKey.generate();
    const third = await (await first.rotated()).rotated();
    expect([third.olderIdentities.length, third.olderIdentities.at(-1)]).toEqual([2, first.identity]);
    expect((await third.alone()).olderIdentities).toEqual([]);
    const printed = JSON.stringify({ third }) + inspect({ third }, { showHidden: true });
    for (const identity of [third.identity, ...third.olderIdentities]) expect(printed).not.toContain(identity);
  });

  it('keeps its keys for other purposes when it is rotated', async () => {
    const key = await InstallationKey.generate();
    const later = await (await key.rotated()).rotated();
    expect(later.derive('requests')).toEqual(key.derive('requests'));
    expect(later.recipient).not.toBe(key.recipient);
  });

  it('refuses a mistyped identity without repeating it', async () => {
    const { identity } = await InstallationKey.generate();
    const mistyped = identity.slice(0, -1) + (identity.endsWith('Q') ? 'P' : 'Q');
    const refusal: unknown = await InstallationKey.of(mistyped).catch((error: unknown) => error);
    expect(inspect(refusal)).toContain('checksum');
    expect(inspect(refusal).toLowerCase()).not.toContain(mistyped.slice(20, 40).toLowerCase());
  });

  it('refuses a post-quantum identity, which the vault does not use', async () => {
    await expect(InstallationKey.of('AGE-SECRET-KEY-PQ-1QQQ')).rejects.toThrow('Not an X25519 age identity.');
  });
});
