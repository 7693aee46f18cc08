// Puts objects and manifests for ever, small and large, and prints the digest of each manifest once it is acknowledged, until somebody kills the process.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { DirectoryObjectStore } from '../directory-object-store.ts';
import type { VaultKey } from '../vault-key.ts';
import { Vault } from '../vault.ts';
import { aManifest } from './a-manifest.ts';

const [directory = '', spoolDirectory = ''] = process.argv.slice(2);
const key = (await json(process.stdin)) as VaultKey;
const objects = await DirectoryObjectStore.open(directory, () => new Date());
const vault = new Vault({ objects, key, spoolDirectory });

for (let count = 1; ; count += 1) {
  const large = await vault.putObject(randomBytes(3_000_000));
  const streamed = await vault.putObject(Readable.from([randomBytes(1_000_000), randomBytes(1_000_000)]));
  const small = await vault.putObject(Buffer.from(`object ${count}`));
  const metadata = [large, streamed, small].map((object) => ({ kind: 'anything', object, items: 1 }));
  const { digest } = await vault.putManifest(aManifest({ snapshotId: `snapshot ${count}`, metadata }));
  process.stdout.write(`${digest}\n`);
}
