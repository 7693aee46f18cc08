import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../../..', import.meta.url));
const options = ['--disable-warning=ExperimentalWarning', '--import', './tools/typescript.mjs'];

/** A program of this folder as a process of its own, which a spec kills as the power does. */
export class KillableProcess {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#exit = once(process, 'exit');
  }

  /** Resolves with the first line that it prints, and calls back with each. Throws when it ends before. */
  static async start(program: string, args: readonly string[], onLine: (line: string) => void = () => undefined): Promise<KillableProcess> {
    const script = fileURLToPath(new URL(program, import.meta.url));
    const child = spawn(process.execPath, [...options, script, ...args], { cwd: workspace, stdio: ['ignore', 'pipe', 'inherit'] });
    const started = new KillableProcess(child);
    const lines = createInterface({ input: child.stdout });
    lines.on('line', onLine);
    await Promise.race([
      once(lines, 'line'),
      started.#exit.then(() => {
        throw new Error(`${program} ended before it was ready`);
      }),
    ]);
    return started;
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exit;
  }
}
