import { readSettings } from '../settings.ts';
import { rotateInstallationKey } from './rotate-key.ts';

try {
  const settings = readSettings(process.env, process.cwd());
  const { key, resealed, completedEarlier } = await rotateInstallationKey(settings);
  console.log(completedEarlier ? 'A rotation that had broken off is complete now.' : `The key is ${key.recipient} from now on.`);
  console.log(
    `${resealed} secrets were encrypted with it. The vault keeps what it has under the ${key.olderIdentities.length} keys before it.`,
  );
  console.log(`Copy ${settings.keyFile} to another place now: without it, what is encrypted from now on cannot be read.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
