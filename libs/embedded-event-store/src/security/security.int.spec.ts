import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AccessDeniedError,
  EventStoreDBClient,
  PARK,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';
import type { Credentials } from '@eventstore/db-client';
import { GroupWatch } from '../contract/group-watch.ts';
import { collect, errorOf, numbered, numbersIn } from '../contract/numbered-events.ts';
import { Watch } from '../contract/watch.ts';
import { startEmbeddedEventStore } from '../start-embedded-event-store.ts';
import type { EmbeddedEventStore } from '../start-embedded-event-store.ts';
import { selfSignedCertificate } from '../testing/self-signed-certificate.ts';
import type { EventStoreUser } from './user.ts';

const UNAVAILABLE = 14;
const ADMIN: EventStoreUser = { name: 'admin', password: 'for admins', groups: ['$admins'] };
const OPERATOR: EventStoreUser = { name: 'olga', password: 'for operators', groups: ['$ops'] };
const ANNA: EventStoreUser = { name: 'anna', password: 'with:colon and ü' };

describe('a store that is reachable over TLS', () => {
  const certificate = selfSignedCertificate(new Date());
  const clients: EventStoreDBClient[] = [];
  let directory: string;
  let store: EmbeddedEventStore;

  const connect = (credentials?: Credentials, rootCertificate = certificate.certificate): EventStoreDBClient => {
    const endpoint = store.connectionString.replace('esdb://127.0.0.1', 'localhost');
    const client = new EventStoreDBClient({ endpoint }, { rootCertificate: Buffer.from(rootCertificate) }, credentials);
    clients.push(client);
    return client;
  };
  const connectAs = ({ name, password }: EventStoreUser): EventStoreDBClient => connect({ username: name, password });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'event-store-'));
    store = await startEmbeddedEventStore({ directory, security: { host: '127.0.0.1', ...certificate, users: [ADMIN, OPERATOR, ANNA] } });
  });
  afterAll(async () => {
    for (const client of clients) await client.dispose();
    await store.close();
    await rm(directory, { recursive: true });
  });

  it('says how to reach it, without a secret', () => {
    expect(store.connectionString).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+$/);
  });

  it('lets in whoever has a name and a password', async () => {
    const anna = connectAs(ANNA);
    await anna.appendToStream('open', numbered(1));
    expect(await numbersIn(anna.readStream('open'))).toEqual([1]);
    const watch = await new Watch(anna.subscribeToStream('open')).untilCaughtUp();
    expect((await watch.stop()).numbers).toEqual([1]);
  });

  it('is found by discovery under the name that its certificate is for', async () => {
    const port = Number(/(\d+)$/.exec(store.connectionString)?.[0]);
    const discover = { address: 'localhost', port };
    const client = new EventStoreDBClient(
      { discover },
      { rootCertificate: Buffer.from(certificate.certificate) },
      { username: ADMIN.name, password: ADMIN.password },
    );
    clients.push(client);
    await client.appendToStream('discovered', numbered(1));
    expect(await numbersIn(client.readStream('discovered'))).toEqual([1]);
  });

  it('lets in nobody else', async () => {
    const strangers = [connect(), connectAs({ ...ANNA, password: 'wrong' }), connectAs({ ...ANNA, name: 'nobody' })];
    for (const stranger of strangers) {
      expect(await errorOf(stranger.appendToStream('open', numbered(1)))).toBeInstanceOf(AccessDeniedError);
      expect(await errorOf(collect(stranger.readStream('open')))).toBeInstanceOf(AccessDeniedError);
      expect(await errorOf(stranger.deleteStream('open'))).toBeInstanceOf(AccessDeniedError);
      expect(await errorOf(stranger.listAllPersistentSubscriptions())).toBeInstanceOf(AccessDeniedError);
    }
  });

  it('cannot be reached by a client that does not know its certificate', async () => {
    const other = selfSignedCertificate(new Date()).certificate;
    const client = connect({ username: ADMIN.name, password: ADMIN.password }, other);
    expect(await errorOf(client.appendToStream('open', numbered(1)))).toMatchObject({ code: UNAVAILABLE });
  });

  it('keeps all events and system streams for admins', async () => {
    expect(await errorOf(collect(connectAs(ANNA).readAll()))).toBeInstanceOf(AccessDeniedError);
    expect(await errorOf(connectAs(ANNA).appendToStream('$system', numbered(1)))).toBeInstanceOf(AccessDeniedError);
    expect((await collect(connectAs(ADMIN).readAll())).length).toBeGreaterThan(0);
  });

  it('holds everybody to the lists that streams carry, in both ways to append', async () => {
    const admin = connectAs(ADMIN);
    await admin.appendToStream('listed', numbered(1));
    await admin.setStreamMetadata('listed', { acl: { readRoles: ['anna'], writeRoles: ['$admins'], metaWriteRoles: ['$admins'] } });
    const anna = connectAs(ANNA);
    expect(await numbersIn(anna.readStream('listed'))).toEqual([1]);
    expect(await errorOf(anna.appendToStream('listed', numbered(2)))).toBeInstanceOf(AccessDeniedError);
    const credentials = { username: ANNA.name, password: ANNA.password };
    expect(await errorOf(anna.appendToStream('listed', numbered(2), { credentials }))).toBeInstanceOf(AccessDeniedError);
    expect(await errorOf(anna.setStreamMetadata('listed', {}))).toBeInstanceOf(AccessDeniedError);
    expect(await errorOf(collect(connectAs(OPERATOR).readStream('listed')))).toBeInstanceOf(AccessDeniedError);
    await admin.appendToStream('listed', numbered(2));
  });

  it('lets operators look after consumer groups, and consumers only consume', async () => {
    const operator = connectAs(OPERATOR);
    const anna = connectAs(ANNA);
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START });
    expect(await errorOf(anna.createPersistentSubscriptionToStream('work', 'group', settings))).toBeInstanceOf(AccessDeniedError);
    await operator.createPersistentSubscriptionToStream('work', 'group', settings);
    await anna.appendToStream('work', numbered(1));
    const watch = new GroupWatch(anna.subscribeToPersistentSubscriptionToStream('work', 'group'), (delivery, subscription) =>
      subscription.nack(PARK, 'later', delivery),
    );
    expect((await (await watch.untilCount(1)).stop()).numbers).toEqual([1]);
    expect(await errorOf(anna.replayParkedMessagesToStream('work', 'group'))).toBeInstanceOf(AccessDeniedError);
    expect(await operator.listAllPersistentSubscriptions()).toHaveLength(1);
  });
});
