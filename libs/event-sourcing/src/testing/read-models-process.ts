import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./read-models-process-main.ts', import.meta.url));
const TYPESCRIPT = new URL('../../../../tools/typescript.mjs', import.meta.url).href;

export interface ReadModelsProcessOptions {
  readonly connectionString: string;
  readonly directory: string;
  /** What they show: the list of numbers of a category, by a version. */
  readonly category: string;
  readonly version: number;
  /** Only follow, or rebuild again and again as well. */
  readonly task: 'follow' | 'rebuild';
}

export interface ReadModelsProcess {
  /** Resolves when the files are open. */
  readonly opened: Promise<unknown>;
  /** `kill -9`. Resolves when the process is gone; throws when it was gone already. */
  kill(): Promise<void>;
}

/** Starts read models in another process. */
export function startReadModelsProcess(options: ReadModelsProcessOptions): ReadModelsProcess {
  const { connectionString, directory, category, version, task } = options;
  const args = [connectionString, directory, category, String(version), task];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', TYPESCRIPT, MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    opened: Promise.race([once(child.stdout, 'data'), exited]),
    kill: async () => {
      child.kill('SIGKILL');
      const [, signal] = await exited;
      if (signal !== 'SIGKILL') throw new Error('The process of the read models ended by itself.');
    },
  };
}
