import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Suite } from './suite.ts';
import { table } from './table.ts';

/** A suite is one more line here. */
const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  'event-store': async () => (await import('./event-store/suite.ts')).eventStoreSuite,
};

const USAGE = `Usage: npm run bench -- SUITE [--quick] [--large] [--json]

  SUITE    one of: ${Object.keys(SUITES).join(', ')}
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
  const begin = performance.now();
  const say = (line: string): void => {
    console.error(`${((performance.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  };
  const measurements = await suite({ quick, large, say });
  const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version };
  if (json) console.log(JSON.stringify({ suite: name, quick, large, machine, measurements }, null, 2));
  else console.log(`${table(measurements)}\n\n${machine.cpus} × ${machine.model}, Node ${machine.node}${quick ? QUICK_REMARK : ''}`);
}

const QUICK_REMARK = '\nA quick run: the numbers mean nothing.';

const [name = ''] = positionals;
const load = SUITES[name];
if (load && positionals.length === 1) {
  await run(name, load);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
