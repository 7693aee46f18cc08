import { median } from '../measure.ts';
import { alone, type Measurement, nextTo, notFarAbove } from '../measurement.ts';
import type { HttpClient } from './http-client.ts';
import type { Installation } from './installation.ts';
import { percentile, saturating, type Send, steadily } from './load.ts';
import type { Program } from './programs.ts';
import type { Sizes } from './sizes.ts';

const BARE_NEST = 'bare Nest, one event';
const PLANS = '/api/v1/plans';

/** Commands of administrators, and what they read after them. */
export async function measureCommanding(
  { client }: Program,
  { client: bare }: Program,
  { plans }: Installation,
  sizes: Sizes,
): Promise<Measurement[]> {
  const ours = switchPlans(client, plans);
  const theirs: Send = () => bare.send('PUT', '/append');
  for (const send of [theirs, ours]) await saturating({ ...sizes.saturated, seconds: sizes.saturated.seconds / 5 }, send);
  return [
    ...(await measureSteady(ours, theirs, sizes)),
    ...(await measureSaturated(ours, theirs, sizes)),
    await measureOwnWrites(client, plans, sizes),
  ];
}

async function measureSteady(ours: Send, theirs: Send, { steady }: Sizes): Promise<Measurement[]> {
  const bare = await steadily(steady, theirs);
  const latencies = await steadily(steady, ours);
  const measure = `a command at ${steady.perSecond} a second`;
  const beside = (share: number) => ({ what: BARE_NEST, values: [percentile(bare, share)] });
  return [
    nextTo({ measure: `${measure}, median`, unit: 'ms', ours: [percentile(latencies, 0.5)], beside: beside(0.5) }),
    nextTo({ measure: `${measure}, p99`, unit: 'ms', ours: [percentile(latencies, 0.99)], beside: beside(0.99) }, { atMost: 25 }),
  ];
}

async function measureSaturated(ours: Send, theirs: Send, { saturated }: Sizes): Promise<Measurement[]> {
  const bare = await saturating(saturated, theirs);
  const rate = await saturating(saturated, ours);
  const measured = { measure: `commands of ${saturated.clients} clients`, unit: 'commands/s', ours: [rate] } as const;
  return [alone(measured, { atLeast: 500 }), nextTo({ ...measured, beside: { what: BARE_NEST, values: [bare] } })];
}

/** How much longer a read takes that has to wait until the read models show what the same client has just written. */
async function measureOwnWrites(client: HttpClient, plans: readonly string[], { reads }: Sizes): Promise<Measurement> {
  const command = switchPlans(client, plans);
  const [waiting, idle]: [number[], number[]] = [[], []];
  for (let index = 0; index < reads; index++) {
    await command(index);
    const read = () => client.send('GET', `${PLANS}/${at(plans, index)}`);
    waiting.push(await timed(read));
    idle.push(await timed(read));
  }
  const [ours, beside] = [[median(waiting)], { what: 'a read that need not wait', values: [median(idle)] }];
  return notFarAbove({ measure: 'a read right after its own write', unit: 'ms', ours, beside }, { atMostMore: 5 });
}

/** Turns the additional credentials of one plan after the other on, and in the next round off. */
function switchPlans(client: HttpClient, plans: readonly string[]): Send {
  const switchedOn = new Set<string>();
  return (index) => {
    const plan = at(plans, index);
    const enabled = !switchedOn.delete(plan);
    if (enabled) switchedOn.add(plan);
    return client.send('PUT', `${PLANS}/${plan}/additional-credentials`, { enabled });
  };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('The installation is empty.');
  return item;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
