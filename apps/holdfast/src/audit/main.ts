import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings } from '../settings.ts';
import { told } from './told.ts';
import { verifyInstallation } from './verify-installation.ts';

/** `npm run audit:verify [-- --anchors <file> --public-key <base64>]`: 0 when all is as it was, 1 when not, 2 when that cannot be told. */
try {
  const { values } = parseArgs({ options: { anchors: { type: 'string' }, 'public-key': { type: 'string' } } });
  const settings = readSettings(process.env, process.cwd());
  const anchors = values.anchors === undefined ? undefined : resolve(values.anchors);
  const report = await verifyInstallation(settings, { anchors, publicKey: values['public-key'] });
  console.log(told(report));
  process.exit(report.ok ? 0 : 1);
} catch (error) {
  console.error(`The audit trail cannot be verified: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
}
