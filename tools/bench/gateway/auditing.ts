import { createInterface } from 'node:readline';
import { alone, type Measurement } from '../measurement.ts';
import { perSecond } from '../measure.ts';
import type { HttpClient } from './http-client.ts';
import type { Installation } from './installation.ts';
import { percentile } from './load.ts';
import type { Program } from './programs.ts';
import type { Sizes } from './sizes.ts';

const AUDIT = '/api/v1/audit';

/** Searches of the audit trail, by each filter and by words, and the export of all of it. */
export async function measureAuditing({ client }: Program, installation: Installation, sizes: Sizes): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const [name, query] of Object.entries(searches(installation))) {
    const latencies = await search(client, query, sizes.searches);
    const measured = { measure: `audit search by ${name}, p99`, unit: 'ms', ours: [percentile(latencies, 0.99)] } as const;
    measurements.push(alone(measured, { atMost: 30 }));
  }
  return [...measurements, await measureExport(client, sizes)];
}

type Query = (index: number) => Readonly<Record<string, string>>;

/** Another one each time, so that no answer can be in a cache for having been asked before. */
function searches({ organizations, plans, runs }: Installation): Readonly<Record<string, Query>> {
  const oneOf = (ids: readonly string[]) => (index: number) => ids[(index * 7919) % ids.length] ?? '';
  const day = (index: number) => new Date(Date.UTC(2025, 0, 2 + (index % 300))).toISOString();
  return {
    actor: (index) => ({ actor: `worker:0192f1c0-7a00-7000-8000-${String(index % 4).padStart(12, '0')}` }),
    type: (index) => ({ type: ['TaskCaptured', 'RunStarted', 'PlanCreated', 'AdditionalCredentialAdded'][index % 4] ?? '' }),
    subject: (index) => ({ subject: oneOf(plans)(index) }),
    organization: (index) => ({ organizationId: oneOf(organizations)(index) }),
    plan: (index) => ({ planId: oneOf(plans)(index) }),
    run: (index) => ({ runId: oneOf(runs)(index) }),
    time: (index) => ({ from: day(index), to: day(index + 1) }),
    text: (index) => ({ q: `repository-${(index * 7919) % 20_000}` }),
    'text that is everywhere': () => ({ q: 'repository' }),
    'text that is nowhere': (index) => ({ q: `nothing like this ${index}` }),
  };
}

async function search(client: HttpClient, query: Query, count: number): Promise<number[]> {
  const latencies: number[] = [];
  for (let index = 0; index < count; index++) {
    const begin = performance.now();
    await client.send('GET', `${AUDIT}?${new URLSearchParams(query(index)).toString()}`);
    latencies.push(performance.now() - begin);
  }
  return latencies;
}

async function measureExport(client: HttpClient, { events }: Sizes): Promise<Measurement> {
  const rate = await perSecond(events, async () => {
    const response = await client.open('GET', AUDIT, { accept: 'application/x-ndjson' });
    let lines = 0;
    for await (const line of createInterface({ input: response })) if (line) lines++;
    if (response.statusCode !== 200 || lines < events)
      throw new Error(`The export answered ${response.statusCode ?? ''} and ${lines} lines.`);
  });
  return alone(
    { measure: 'audit export', unit: 'events/s', ours: [rate], limitedBy: 'reading rows and writing JSON' },
    { atLeast: 50_000 },
  );
}
