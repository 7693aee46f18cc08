import 'reflect-metadata';
import { readSettings } from './settings.ts';
import { start } from './start.ts';

try {
  const settings = readSettings(process.env, process.cwd());
  const holdfast = await start(settings);
  console.log(`Holdfast listens on ${holdfast.url}`);
  if (holdfast.keyFileCreated) console.log(`Key file: ${settings.keyFile} (keep a copy somewhere else: without it no backup can be read)`);
  if (holdfast.newToken !== null) console.log(`Administrator token, shown this once: ${holdfast.newToken}`);
  const stop = () => {
    holdfast.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
