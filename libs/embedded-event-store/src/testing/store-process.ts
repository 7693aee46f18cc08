import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./store-process-main.ts', import.meta.url));
const TYPESCRIPT = new URL('../../../../tools/typescript.mjs', import.meta.url).href;

export interface StoreProcess {
  readonly connectionString: string;
  /** `kill -9`. Resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Starts a store in another process; resolves when it listens. */
export async function startStoreProcess(directory: string): Promise<StoreProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', TYPESCRIPT, MAIN, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  const exited = once(child, 'exit');
  const line = await Promise.race([once(child.stdout, 'data'), exited.then(() => undefined)]);
  if (!line) throw new Error('The store process ended before it listened.');
  return {
    connectionString: String(line[0]).trim(),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
