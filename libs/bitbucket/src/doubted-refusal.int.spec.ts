import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BitbucketClient } from './bitbucket-client.ts';
import type { Bucket, CredentialSource, CredentialUse, RequestOutcome } from './credential-source.ts';
import { FakeBitbucket, type Reply } from './testing/fake-bitbucket.ts';

let bitbucket: FakeBitbucket;
beforeEach(async () => {
  bitbucket = await FakeBitbucket.start();
});
afterEach(() => bitbucket.stop());

const tokenOf = ({ secret }: CredentialUse): string => (secret.kind === 'access_token' ? secret.token : secret.kind);

/** Offers the first account that is neither spent nor blind; remembers what became of each use. */
class Accounts implements CredentialSource {
  readonly log: string[] = [];
  readonly #tokens: string[];
  readonly #gone = new Set<string>();

  constructor(...tokens: string[]) {
    this.#tokens = tokens;
  }

  next(): Promise<CredentialUse> {
    return Promise.resolve(this.#use(this.#left()[0]!));
  }

  another(_bucket: Bucket, doubted: CredentialUse): Promise<CredentialUse | null> {
    const other = this.#left().find((token) => token !== tokenOf(doubted));
    return Promise.resolve(other === undefined ? null : this.#use(other));
  }

  sawMore(_bucket: Bucket, doubted: CredentialUse, other: CredentialUse): Promise<void> {
    this.log.push(`${tokenOf(other)} saw more than ${tokenOf(doubted)}`);
    this.#gone.add(tokenOf(doubted));
    return Promise.resolve();
  }

  #left(): string[] {
    return this.#tokens.filter((token) => !this.#gone.has(token));
  }

  #use(token: string): CredentialUse {
    const settle = ({ kind }: RequestOutcome): Promise<void> => {
      this.log.push(`${token} ${kind}`);
      if (kind === 'rate_limited' || kind === 'rejected') this.#gone.add(token);
      return Promise.resolve();
    };
    return { secret: { kind: 'access_token', token }, settle };
  }
}

const hidden = { status: 404, body: { error: { message: 'not found' } } };
const forbidden = { status: 403, body: { error: { message: 'no access' } } };

/** Each account gets its own answers, in the order given; the last one from then on. */
function answering(replies: Record<string, readonly Reply[]>): void {
  const asked = new Map<string, number>();
  bitbucket.answers(({ authorization }) => {
    const token = authorization?.replace('Bearer ', '') ?? '';
    const number = asked.get(token) ?? 0;
    asked.set(token, number + 1);
    const own = replies[token] ?? [];
    return own[Math.min(number, own.length - 1)]!;
  });
}

const get = (credentials: CredentialSource) => {
  const { apiUrl, origin } = bitbucket;
  const now = () => new Date();
  return new BitbucketClient({ apiUrl, gitUrl: origin, credentials, now, sleep: () => Promise.resolve() }).get('/repositories/acme/web');
};

describe('a refusal that may come from an account that sees too little', () => {
  it.each([
    ['404', hidden],
    ['403', forbidden],
  ])('with %s is not believed when another account gets an answer', async (_status, refusal) => {
    answering({ a: [refusal], b: [{ body: { slug: 'web' } }] });
    const accounts = new Accounts('a', 'b');
    expect((await get(accounts)).data).toEqual({ slug: 'web' });
    expect(accounts.log).toEqual(['a served', 'b served', 'b saw more than a']);
  });

  it('is believed when another account is told the same: no third one is asked', async () => {
    answering({ a: [hidden], b: [forbidden], c: [{ body: {} }] });
    const accounts = new Accounts('a', 'b', 'c');
    await expect(get(accounts)).rejects.toMatchObject({ code: 'BITBUCKET_NOT_FOUND' });
    expect(accounts.log).toEqual(['a served', 'b served']);
  });

  it('is believed when there is no other account', async () => {
    answering({ a: [hidden] });
    await expect(get(new Accounts('a'))).rejects.toMatchObject({ code: 'BITBUCKET_NOT_FOUND' });
  });

  it('is put to a third account when the second may send nothing, and again to the same one when Bitbucket stumbles', async () => {
    answering({ a: [hidden], b: [{ status: 429, body: '' }], c: [{ status: 502, body: '' }, { body: { slug: 'web' } }] });
    const accounts = new Accounts('a', 'b', 'c');
    expect((await get(accounts)).data).toEqual({ slug: 'web' });
    expect(accounts.log).toEqual(['a served', 'b rate_limited', 'c served', 'c served', 'c saw more than a']);
  });

  it('is none when it says something else: 410 and 400 are believed at once', async () => {
    for (const status of [400, 410]) {
      answering({ a: [{ status, body: '{}' }], b: [{ body: {} }] });
      const accounts = new Accounts('a', 'b');
      await expect(get(accounts)).rejects.toMatchObject({ status });
      expect(accounts.log).toEqual(['a served']);
    }
  });
});
