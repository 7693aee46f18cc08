import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecurityOptions } from '../security/security-options.ts';
import { startEmbeddedEventStore } from '../start-embedded-event-store.ts';
import { selfSignedCertificate } from '../testing/self-signed-certificate.ts';
import { describeEventStoreContract } from './event-store-contract.ts';
import type { ServerUnderTest } from './server-under-test.ts';

async function startInTemporaryDirectory(security?: SecurityOptions): Promise<ServerUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), 'event-store-'));
  const store = await startEmbeddedEventStore({ directory, ...(security && { security }) });
  const certificateFile = join(directory, 'ca.crt');
  if (security) await writeFile(certificateFile, security.certificate);
  const address = store.connectionString.replace('esdb://127.0.0.1', 'esdb://admin:changeit@localhost');
  return {
    connectionString: security ? `${address}?tlsCAFile=${certificateFile}` : store.connectionString,
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

function startWithUsers(): Promise<ServerUnderTest> {
  const users = [
    { name: 'admin', password: 'changeit', groups: ['$admins'] },
    { name: 'ops', password: 'changeit', groups: ['$ops'] },
  ];
  return startInTemporaryDirectory({ host: '127.0.0.1', ...selfSignedCertificate(new Date()), users });
}

// `npm run test:event-store -- --url esdb://…` holds another server to the same contract; what the tests leave there stays there.
const url = process.env['EVENT_STORE_UNDER_TEST'];
if (url === undefined) {
  describeEventStoreContract('embedded', () => startInTemporaryDirectory(), { hasUsers: false });
  describeEventStoreContract('embedded, with TLS and users', startWithUsers, { hasUsers: true });
} else {
  const start = (): Promise<ServerUnderTest> => Promise.resolve({ connectionString: url, close: () => Promise.resolve() });
  describeEventStoreContract('the server under test', start, { hasUsers: /\/\/[^/]*@/.test(url) && !/tls=false/i.test(url) });
}
