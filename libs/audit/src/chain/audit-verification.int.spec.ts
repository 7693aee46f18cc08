import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { EventStore, NO_EVENTS, newContext, metadataOf, systemIds } from '@holdfast/event-sourcing';
import type { AuditMismatch } from '../contracts/verification.views.ts';
import { AnchorCopies } from './anchor-copies.ts';
import { AnchorKey } from './anchor-key.ts';
import { Anchorage } from './anchorage.ts';
import { anchorFrom, signedAnchor } from './anchor.ts';
import { ChainBuilder } from './chain-builder.ts';
import { ChainFile } from './chain-file.ts';
import { serverSource } from './server-source.ts';
import { stoppedStoreSource } from './stopped-store-source.ts';
import { verifyTrail } from './verify-trail.ts';

const key = new AnchorKey(Buffer.alloc(32, 1));
const otherKey = new AnchorKey(Buffer.alloc(32, 2));
const clock = () => new Date('2026-11-22T08:00:00.000Z');

/** An installation of 20 events in two streams, sealed after 10 and after 20; two anchors are events too. */
async function fill(directory: string): Promise<void> {
  const server = await startEmbeddedEventStore({ directory: join(directory, 'events') });
  const eventStore = new EventStore(server.connectionString);
  const file = new ChainFile(join(directory, 'audit-chain.db'));
  const chain = new ChainBuilder(eventStore, file);
  const copies = new AnchorCopies(join(directory, 'audit-anchors.jsonl'));
  const anchorage = new Anchorage({ eventStore, chain, file, copies, key, clock });
  for (let number = 0; number < 20; number++) {
    const metadata = metadataOf(newContext(systemIds(), 'token:ann'), clock());
    const event = { type: 'PlanEdited', data: { number, name: `Plan ${number}` } };
    const revision = number < 2 ? NO_EVENTS : BigInt(Math.floor(number / 2) - 1);
    await eventStore.append(`plan-p${number % 2}`, revision, [{ id: systemIds(), event, metadata }]);
    if (number % 10 === 9) await anchorage.anchor();
  }
  await chain.advance();
  const { report } = await verifyTrail(serverSource(eventStore), { links: file, copies: [copies], trustedKey: key.publicKey });
  expect(report).toMatchObject({ ok: true, events: 22, anchors: 2, lastAnchor: { events: 21 }, firstMismatch: null });
  file.close();
  await eventStore.close();
  await server.close();
}

let filled: string;
let directory: string;

beforeAll(async () => {
  filled = await mkdtemp(join(tmpdir(), 'holdfast-chain-'));
  await fill(filled);
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-chain-'));
  await cp(filled, directory, { recursive: true });
});

afterEach(() => rm(directory, { recursive: true }));
afterAll(() => rm(filled, { recursive: true }));

async function verify(
  options: { readonly trustedKey?: string; readonly copies?: readonly string[]; readonly withoutLinks?: boolean } = {},
) {
  const { trustedKey = key.publicKey, copies = [join(directory, 'audit-anchors.jsonl')], withoutLinks = false } = options;
  const links = withoutLinks ? null : new ChainFile(join(directory, 'audit-chain.db'), { readOnly: true });
  const evidence = { links, copies: copies.map((path) => new AnchorCopies(path)), trustedKey };
  const { report } = await verifyTrail(stoppedStoreSource(join(directory, 'events')), evidence);
  links?.close();
  return report;
}

async function mismatch(options?: Parameters<typeof verify>[0]): Promise<AuditMismatch | null> {
  const { ok, firstMismatch } = await verify(options);
  expect(ok).toBe(firstMismatch === null);
  return firstMismatch;
}

function inDatabase(name: string, sql: string): void {
  const database = new DatabaseSync(join(directory, name));
  database.exec(sql);
  database.close();
}

/** Changes the store behind Holdfast's back; `at(n)` is the position of event number n. */
function tamper(sql: (at: (number: number) => string) => string): void {
  const positions = `SELECT position FROM events JOIN streams ON streams.id = stream_id WHERE name NOT LIKE '$%' ORDER BY position`;
  inDatabase(
    'events/events.db',
    sql((number) => `(${positions} LIMIT 1 OFFSET ${number - 1})`),
  );
}

function tamperLinks(sql: string): void {
  inDatabase('audit-chain.db', sql);
}

const changeName = (number: number) => (at: (number: number) => string) =>
  `UPDATE events SET data = CAST(replace(CAST(data AS TEXT), '"Plan ', '"plan ') AS BLOB) WHERE position = ${at(number)};`;

describe('the proof of the trail', () => {
  it('finds a store that nobody touched as it was', async () => {
    expect(await verify()).toMatchObject({ ok: true, events: 22, firstMismatch: null });
    expect(await verify({ withoutLinks: true })).toMatchObject({ ok: true, events: 22 });
  });

  it('names the event in which one byte was changed', async () => {
    tamper(changeName(7));
    expect(await mismatch()).toMatchObject({ kind: 'changed', number: 7, stream: 'plan-p0', type: 'PlanEdited' });
  });

  it('names the event whose data are no JSON any more', async () => {
    tamper((at) => `UPDATE events SET data = CAST('{"number":' AS BLOB) WHERE position = ${at(3)};`);
    expect(await mismatch()).toMatchObject({ kind: 'changed', number: 3 });
  });

  it.each(["metadata = CAST(replace(CAST(metadata AS TEXT), 'ann', 'bob') AS BLOB)", `type = 'PlanDeleted'`, 'revision = 900'])(
    'names the event of which was changed: %s',
    async (change) => {
      tamper((at) => `UPDATE events SET ${change} WHERE position = ${at(5)};`);
      expect(await mismatch()).toMatchObject({ kind: 'changed', number: 5 });
    },
  );

  it('names the event that was removed', async () => {
    tamper((at) => `DELETE FROM events WHERE position = ${at(8)};`);
    const found = await mismatch();
    expect(found).toMatchObject({ kind: 'removed', number: 8, lastNumber: 8 });
    expect(found?.eventId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names the first of the events that were cut off at the end', async () => {
    tamper((at) => `DELETE FROM events WHERE position >= ${at(19)};`);
    expect(await mismatch()).toMatchObject({ kind: 'removed', number: 19 });
  });

  it('names the event that was inserted', async () => {
    tamper(
      (at) => `INSERT INTO events SELECT position + 1, stream_id, 500, created, is_json, type, randomblob(16), data, metadata
        FROM events WHERE position = ${at(4)};`,
    );
    expect(await mismatch()).toMatchObject({ kind: 'inserted', number: 5, type: 'PlanEdited' });
  });

  it('names the event that stands where another stood', async () => {
    tamper((at) => {
      const move = (from: string, to: string) => `UPDATE events SET position = ${to} WHERE position = ${from};`;
      return `CREATE TEMP TABLE place AS SELECT ${at(6)} AS one, ${at(12)} AS other;
        ${move('(SELECT one FROM place)', '-7')} ${move('(SELECT other FROM place)', '(SELECT one FROM place)')}
        ${move('-7', '(SELECT other FROM place)')}`;
    });
    expect(await mismatch()).toMatchObject({ kind: 'moved', number: 6, message: expect.stringContaining('number 12') as unknown });
  });

  it('tells what is kept beside the store from the store', async () => {
    tamperLinks('UPDATE link SET hash = randomblob(32) WHERE number = 9');
    expect(await mismatch()).toMatchObject({ kind: 'chain_file_changed', number: 9 });
    tamperLinks('DELETE FROM link WHERE number >= 4');
    expect(await mismatch()).toMatchObject({ kind: 'chain_file_changed', number: 4 });
  });

  it.each(['DELETE FROM link WHERE number = 5', `UPDATE link SET eventId = 'x' WHERE number = 5`])(
    'notices in the chain file: %s',
    async (sql) => {
      tamperLinks(sql);
      expect(await mismatch()).toMatchObject({ kind: 'chain_file_changed', number: 5 });
    },
  );

  it('names the stretch, by the anchors alone, when the chain file is lost or was written anew', async () => {
    tamper(changeName(14));
    const stretch = { kind: 'contradicted', number: 11, lastNumber: 21 };
    expect(await mismatch({ withoutLinks: true })).toMatchObject(stretch);
    tamperLinks('DELETE FROM link; DELETE FROM reached;');
    await goOnAndStop();
    expect(await mismatch()).toMatchObject(stretch);
  });

  it('notices by an anchor that was copied away that the end is gone everywhere', async () => {
    const copy = join(directory, 'copy.jsonl');
    await cp(join(directory, 'audit-anchors.jsonl'), copy);
    const [first = ''] = (await readFile(copy, 'utf8')).split('\n');
    await writeFile(join(directory, 'audit-anchors.jsonl'), `${first}\n`);
    tamper((at) => `DELETE FROM events WHERE position >= ${at(15)};`);
    tamperLinks('DELETE FROM link WHERE number >= 15');
    expect(await mismatch()).toBeNull();
    expect(await mismatch({ copies: [copy] })).toMatchObject({ kind: 'removed', number: 15, lastNumber: 21 });
  });

  it('takes no anchor that was signed with another key', async () => {
    const { publicKey: _, signature: __, ...sealed } = await firstAnchor();
    await appendFile(join(directory, 'audit-anchors.jsonl'), `${JSON.stringify(signedAnchor({ ...sealed, events: 13 }, otherKey))}\n`);
    expect(await mismatch()).toMatchObject({ kind: 'anchor_not_genuine', number: 13 });
  });

  it('takes no anchor under whose signature another key was put, nor one whose words were changed', async () => {
    const anchor = await firstAnchor();
    const path = join(directory, 'audit-anchors.jsonl');
    for (const forged of [
      { ...anchor, publicKey: otherKey.publicKey },
      { ...anchor, events: 4 },
      { ...anchor, signature: 'AAAA' },
    ]) {
      await writeFile(path, `${JSON.stringify(forged)}\n`);
      expect(await mismatch()).toMatchObject({ kind: 'anchor_not_genuine', number: forged.events });
    }
    await writeFile(path, 'no anchor\n');
    expect(await mismatch()).toMatchObject({ kind: 'anchor_not_genuine', message: expect.stringMatching(/^Line 1 of/) as unknown });
  });

  it('trusts no anchor when it is told another key', async () => {
    expect(await mismatch({ trustedKey: otherKey.publicKey })).toMatchObject({ kind: 'anchor_not_genuine', number: 10 });
  });
});

async function firstAnchor() {
  const [line = ''] = (await readFile(join(directory, 'audit-anchors.jsonl'), 'utf8')).split('\n');
  return anchorFrom(line);
}

/** Holdfast starts, chains what it finds, and stops. */
async function goOnAndStop(): Promise<void> {
  const server = await startEmbeddedEventStore({ directory: join(directory, 'events') });
  const eventStore = new EventStore(server.connectionString);
  const file = new ChainFile(join(directory, 'audit-chain.db'));
  await new ChainBuilder(eventStore, file).advance();
  file.close();
  await eventStore.close();
  await server.close();
}
