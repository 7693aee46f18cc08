import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ReadModels } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { accessTokensStream, administratorStream } from '../contracts/access.events.ts';
import { FIRST_TOKEN } from '../domain/first-token.ts';
import { accessTokensProjection } from './access-tokens.projection.ts';
import type { AdministratorToken } from './administrator-token.ts';
import { TokenDirectory } from './token-directory.ts';
import { hashOf } from './token-secret.ts';

const issued: AdministratorToken = {
  ...{ name: 'administrator', tokenHash: hashOf('the-first'), created: null, isOfSettings: false, isGuessable: false },
};
const ofSettings: AdministratorToken = { ...issued, tokenHash: hashOf('of-the-settings'), isOfSettings: true };
const unknown = { ok: false, reason: 'UNKNOWN_TOKEN', name: null };

describe('the directory of tokens', () => {
  let bench: Bench;
  let readModels: ReadModels;

  beforeEach(async () => {
    bench = await openBench();
    const directory = join(bench.directory, 'read-models');
    readModels = new ReadModels({ directory, projections: [accessTokensProjection], eventStore: bench.eventStore });
  });

  afterEach(async () => {
    await readModels.close();
    await bench[Symbol.asyncDispose]();
  });

  const shown = async () => readModels.waitFor(await readModels.lastStored());
  const directoryWith = (administrator: AdministratorToken) => new TokenDirectory(readModels, administrator, bench.clock);
  const storeFirst = () =>
    bench.store(administratorStream, { type: 'AdministratorTokenIssued', data: { name: 'administrator', tokenHash: issued.tokenHash } });
  const revoke = (tokenId: string, name: string) =>
    bench.store(accessTokensStream, { type: 'AccessTokenRevoked', data: { tokenId, name } });

  it('knows the first token before the read models show it', () => {
    expect(directoryWith(issued).check('the-first')).toMatchObject({ ok: true, token: { ...FIRST_TOKEN, role: 'administrator' } });
  });

  it('knows when the first token was revoked, also from an earlier start', async () => {
    await storeFirst();
    await readModels.start();
    const directory = directoryWith(issued);
    expect(directory.check('the-first')).toMatchObject({ ok: true });
    await revoke(FIRST_TOKEN.id, 'administrator');
    await shown();
    const refused = { ok: false, reason: 'TOKEN_REVOKED', name: 'administrator' };
    expect(directory.check('the-first')).toEqual(refused);
    expect(directoryWith(issued).check('the-first')).toEqual(refused);
  });

  it('knows a token of the settings in the place of the first one, whatever became of that', async () => {
    await storeFirst();
    await revoke(FIRST_TOKEN.id, 'administrator');
    await readModels.start();
    const directory = directoryWith(ofSettings);
    expect(directory.check('of-the-settings')).toMatchObject({ ok: true, token: FIRST_TOKEN });
    expect(directory.check('the-first')).toEqual(unknown);
  });

  it('takes no hash for a token, and no other token with the same beginning of its hash', () => {
    const directory = directoryWith({ ...issued, tokenHash: hashOf('the-first').slice(0, 16).padEnd(64, '0') });
    for (const secret of [issued.tokenHash, 'the-first', '']) expect(directory.check(secret)).toEqual(unknown);
  });

  it('follows the read models until it is closed', async () => {
    await readModels.start();
    const [open, closed] = [directoryWith(issued), directoryWith(issued)];
    closed.onModuleDestroy();
    const token = { tokenId: 't-1', name: 'ann', role: 'auditor', tokenHash: hashOf('of-ann'), expiresAt: null };
    await bench.store(accessTokensStream, { type: 'AccessTokenCreated', data: token });
    await shown();
    expect(open.check('of-ann')).toMatchObject({ ok: true, token: { id: 't-1', role: 'auditor', isGuessable: false } });
    expect(closed.check('of-ann')).toEqual(unknown);
    open.forget('t-1');
    expect(open.check('of-ann')).toEqual({ ok: false, reason: 'TOKEN_REVOKED', name: 'ann' });
  });
});
