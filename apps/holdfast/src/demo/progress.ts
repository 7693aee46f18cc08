import type { AccountView, RunView } from '@holdfast/runs/contracts';

const WIDTH = 30;

/** Shows how a run goes: a picture that is drawn anew in a terminal, a line now and then elsewhere. */
export class Progress {
  #drawn = 0;
  #lastLine = '';
  #switches = 0;
  readonly #names: ReadonlyMap<string, string>;
  readonly #terminal = process.stdout.isTTY;

  /** `names`: accounts by id. */
  constructor(names: ReadonlyMap<string, string>) {
    this.#names = names;
  }

  show(run: RunView, accounts: readonly AccountView[], nameOfTask: (taskId: string) => string): void {
    this.#clear();
    for (const change of run.credentialSwitches.slice(this.#switches)) {
      const { taskId, from, to, reason, bucket } = change;
      console.log(`  ↪ ${nameOfTask(taskId)} goes on with ${to.label} instead of ${from.label}: ${reason} (${bucket})`);
    }
    this.#switches = run.credentialSwitches.length;
    if (this.#terminal) this.#draw([runLine(run), ...accounts.map((account) => this.#accountLine(account))]);
    else this.#say(runLine(run));
  }

  end(): void {
    this.#drawn = 0;
  }

  #say(line: string): void {
    if (line !== this.#lastLine) console.log(line);
    this.#lastLine = line;
  }

  #draw(lines: readonly string[]): void {
    for (const line of lines) console.log(line);
    this.#drawn = lines.length;
  }

  #clear(): void {
    if (this.#drawn > 0) process.stdout.write(`\x1b[${this.#drawn}A\x1b[0J`);
    this.#drawn = 0;
  }

  #accountLine({ id, name, buckets }: AccountView): string {
    const api = buckets.find(({ bucket }) => bucket === 'api');
    if (!api) return '';
    const { spent, leased, limit, limitedUntil } = api;
    const state =
      limitedUntil === null ? `${spent + leased} of ${limit} requests in the window` : `refused, again at ${limitedUntil.slice(11, 19)}`;
    return `    ${(this.#names.get(id) ?? name).padEnd(14)} ${bar(spent + leased, limit)} ${state}`;
  }
}

function runLine({ status, tasks, requests, resumesAt }: RunView): string {
  const { planned, captured, unchanged, failed } = tasks;
  const done = captured + unchanged + failed;
  const wait = status === 'throttled' && resumesAt !== null ? `, all accounts are spent, goes on at ${resumesAt.slice(11, 19)}` : '';
  return `  ${status.padEnd(9)} ${bar(done, planned ?? 0)} ${done} of ${planned ?? '…'} repositories, ${requests.total} requests settled${wait}`;
}

function bar(part: number, whole: number): string {
  const filled = whole === 0 ? 0 : Math.min(WIDTH, Math.round((part / whole) * WIDTH));
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}
