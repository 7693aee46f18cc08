import { join } from 'node:path';
import { perSecond } from '../measure.ts';
import { alone, type Measurement, nextTo } from '../measurement.ts';
import type { SuiteRun } from '../suite.ts';
import { inTemporaryDirectory } from '../temporary-directory.ts';
import { measureAuditing } from './auditing.ts';
import { measureCommanding } from './commanding.ts';
import { fillInstallation } from './installation.ts';
import { startBareNest, startGateway } from './programs.ts';
import { FULL, QUICK, type Sizes } from './sizes.ts';

/**
 * The gateway on an installation with a year behind it, over HTTP, next to Nest with one route that appends one event: what is beyond that is
 * the share of our own code. The load comes from this process, on the same machine.
 */
export async function gatewaySuite({ quick, say }: SuiteRun): Promise<readonly Measurement[]> {
  const sizes = quick ? QUICK : FULL;
  return inTemporaryDirectory(async (directory) => {
    const data = join(directory, 'data');
    say(`filling a store with ${sizes.events} events`);
    const installation = await fillInstallation(data, sizes);
    say('building its read models, sealing its trail');
    const building = await measureBuilding(data, sizes);
    say('starting');
    const starting = await measureStarting(data, sizes);
    await using gateway = await startGateway(data);
    await using bare = await startBareNest(directory);
    say('commands');
    const commanding = await measureCommanding(gateway, bare, installation, sizes);
    say('the audit trail');
    const auditing = await measureAuditing(gateway, installation, sizes);
    const memory = { measure: 'most memory of the gateway under all that', unit: 'MB', ours: [gateway.peakMegabytes()] } as const;
    const beside = { what: 'bare Nest', values: [bare.peakMegabytes()] };
    return [...commanding, ...auditing, nextTo({ ...memory, beside }, { atMost: 400 }), ...starting, ...building];
  });
}

/** What a gateway has to do once for an installation whose events it has never seen. */
async function measureBuilding(data: string, { events }: Sizes): Promise<Measurement[]> {
  await using gateway = await startGateway(data);
  const building = (events * 1000) / gateway.startedInMs;
  const sealing = await perSecond(events, async () => {
    await gateway.client.send('POST', '/api/v1/audit/anchors');
  });
  return [
    alone({
      ...{ measure: 'first start, which builds the read models', unit: 'events/s', ours: [building] },
      limitedBy: 'the audit trail and its text index',
    }),
    alone({ measure: 'first seal of the audit trail', unit: 'events/s', ours: [sealing], limitedBy: 'reading, hashing, and a row each' }),
  ];
}

async function measureStarting(data: string, { starts }: Sizes): Promise<Measurement[]> {
  const times: number[] = [];
  for (let start = 0; start < starts; start++) {
    await using gateway = await startGateway(data);
    times.push(gateway.startedInMs);
  }
  return [alone({ measure: 'start to ready', unit: 'ms', ours: times, limitedBy: 'compiling TypeScript' }, { atMost: 3_000 })];
}
