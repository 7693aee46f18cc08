import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Suite } from './suite.ts';
import { table } from './table.ts';

/** A suite is one more line here. */
const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  'event-store': async () => (await import('./event-store/suite.ts')).eventStoreSuite,
  gateway: async () => (await import('./gateway/suite.ts')).gatewaySuite,
  quota: async () => (await import('./quota/suite.ts')).quotaSuite,
};

const USAGE = `Usage: npm run bench -- SUITE [PART...] [--quick] [--large] [--json]

  SUITE    one of: ${Object.keys(SUITES).join(', ')}
  PART     of the suite quota: accounts, stranger, revoked, large, repositories; all by default
  --quick  sizes so small that the numbers mean nothing: shows in seconds that everything works
  --large  also what takes many minutes and gigabytes
  --json   one JSON document on the standard output`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, large: { type: 'boolean' }, json: { type: 'boolean' } },
});

async function run(name: string, load: () => Promise<Suite>): Promise<void> {
  const suite = await load();
  const { quick = false, large = false, json = false } = values;
  const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', loadBefore: loadavg()[0] ?? 0, node: process.version };
  const measurements = await suite({ quick, large, parts, say: sayer() });
  if (json) console.log(JSON.stringify({ suite: name, quick, large, machine, measurements }, null, 2));
  else console.log([table(measurements), '', ...footnotes(machine, quick)].join('\n'));
}

function sayer(): (line: string) => void {
  const begin = performance.now();
  return (line) => {
    const seconds = (performance.now() - begin) / 1000;
    console.error(`${seconds.toFixed(0).padStart(4)} s  ${line}`);
  };
}

interface Machine {
  readonly cpus: number;
  readonly model: string;
  /** How many processes wanted to run in the minute before. */
  readonly loadBefore: number;
  readonly node: string;
}

function footnotes({ cpus, model, loadBefore, node }: Machine, quick: boolean): string[] {
  return [
    'Values are medians over rounds, ratios are medians of the ratios within a round.',
    `${cpus} × ${model}, Node ${node}, load ${loadBefore.toFixed(1)} before the run.`,
    ...(quick ? ['A quick run: the numbers mean nothing.'] : []),
  ];
}

const [name = '', ...parts] = positionals;
const load = SUITES[name];
if (load && (name === 'quota' || parts.length === 0)) {
  await run(name, load);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
