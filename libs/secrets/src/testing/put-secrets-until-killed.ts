// Puts secrets for ever and prints each id once it is acknowledged, until somebody kills the process.
import { openKeyFile } from '../key-file.ts';
import { DirectorySecretStore } from '../directory-secret-store.ts';

const [directory = '', keyFile = ''] = process.argv.slice(2);
const { key } = await openKeyFile(keyFile, () => new Date());
const secrets = new DirectorySecretStore(directory, key);

for (let count = 1; ; count += 1) {
  const id = `credential-${count.toString()}`;
  await secrets.put(id, { token: `token of ${id}` });
  process.stdout.write(`${id}\n`);
}
