import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
/** As in `npm start`. */
const loader = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=20',
  '--disable-warning=ExperimentalWarning',
  '--import',
  fileURLToPath(new URL('tools/typescript.mjs', `file://${root}`)),
];

export interface Child {
  /** What the first matching line of its standard output matched. */
  readonly ready: RegExpExecArray;
  readonly process: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Asks it to stop, and answers its exit code; null when a signal ended it. */
  stop(): Promise<number | null>;
}

/**
 * Starts one of our programs as a process of its own, by its path in the workspace, and waits for the line that says it is ready. Throws with
 * its last words when it ends before.
 */
export async function startChild(
  program: string,
  environment: Readonly<Record<string, string>>,
  readyLine: RegExp,
  ...args: readonly string[]
): Promise<Child> {
  const PATH = process.env['PATH'] ?? '';
  const child = spawn(process.execPath, [...loader, program, ...args], {
    cwd: root,
    env: { PATH, MALLOC_ARENA_MAX: '2', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => printed.push(line));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const ready = new Promise<RegExpExecArray>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      printed.push(line);
      const match = readyLine.exec(line);
      if (match) resolve(match);
    });
    void exited.then(([code]) => {
      reject(new Error(`${program} ended with ${code} before it was ready:\n${printed.slice(-20).join('\n')}`));
    });
  });
  return {
    ready: await ready,
    process: child,
    output: () => printed.join('\n'),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}
