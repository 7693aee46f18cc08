import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedEventStore } from '../start-embedded-event-store.ts';
import { describeEventStoreContract } from './event-store-contract.ts';
import type { ServerUnderTest } from './server-under-test.ts';

async function startInTemporaryDirectory(): Promise<ServerUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), 'event-store-'));
  const store = await startEmbeddedEventStore({ directory });
  return {
    connectionString: store.connectionString,
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

// EVENT_STORE_UNDER_TEST=esdb://... holds another server to the same contract; what the tests leave there stays there.
const url = process.env['EVENT_STORE_UNDER_TEST'];
if (url === undefined) describeEventStoreContract('embedded', startInTemporaryDirectory);
else describeEventStoreContract(url, () => Promise.resolve({ connectionString: url, close: () => Promise.resolve() }));
