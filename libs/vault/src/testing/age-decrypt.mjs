// Stands in for `age --decrypt --identity KEY FILE` where age is not installed. Knows nothing of the vault.
import { Decrypter } from 'age-encryption';
import { readFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { decrypt: { type: 'boolean', short: 'd' }, identity: { type: 'string', short: 'i' } },
  allowPositionals: true,
});
const decrypter = new Decrypter();
for (const identity of readFileSync(values.identity, 'utf8').match(/^AGE-SECRET-KEY-1.*$/gm)) decrypter.addIdentity(identity);
const content = await decrypter.decrypt(readFileSync(positionals[0]));
for (let written = 0; written < content.length;) written += writeSync(1, content, written);
