import { setTimeout as delay } from 'node:timers/promises';
import type { FaultEffect, SeededRandom } from '@holdfast/bitbucket-simulator';
import type { SimulatedBitbucket, SimulatedCredential } from '../workplace.ts';
import type { MortalProcess, WrongClock } from './mortal-process.ts';

/** What chaos may lay hands on. */
export interface ChaosWorld {
  readonly bitbucket: SimulatedBitbucket;
  /** Accounts at work, the one that must stay first. */
  readonly accounts: readonly SimulatedCredential[];
  /** Slugs. */
  readonly repositories: readonly string[];
  readonly processes: Readonly<Record<string, MortalProcess>>;
  readonly windowSeconds: number;
}

const SHAPES = ['text', 'json', 'retry-after-seconds', 'retry-after-date', 'envoy', 'forbidden'] as const;

/** Single requests meet these: each once for certain, and again by chance, all the time. */
export const MISHAPS: readonly FaultEffect[] = [
  { kind: 'rate-limited', shape: 'text' },
  { kind: 'status', status: 503 },
  { kind: 'hang' },
  { kind: 'hang', milliseconds: 1_500 },
  { kind: 'slow', milliseconds: 400 },
  { kind: 'truncated' },
  { kind: 'reset' },
  { kind: 'cut-short' },
];

/** What happens on top, one after the other. Each answers a sentence about what it did. */
type Blow = (world: ChaosWorld, random: SeededRandom) => Promise<string>;

const BLOWS: readonly Blow[] = [storm, storm, burst, kill, kill, jump, spend, revoke, hideRepository, providerJumps];

/** Deals blows until the time is over, and writes each down. */
export async function wreakHavoc(world: ChaosWorld, random: SeededRandom, seconds: number, story: string[]): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (const effect of MISHAPS) await world.bitbucket.control('fault', { path: 'pullrequests|git-upload-pack', effect });
  await world.bitbucket.control('disturb', { seed: random.integer(1, 1_000_000), rate: 0.1, effects: MISHAPS });
  while (performance.now() < end) {
    story.push(await random.pick(BLOWS)(world, random));
    await delay(random.integer(100, 900));
  }
}

/** Nothing more happens, everybody lives, and all accounts see everything again; a revoked credential stays revoked. */
export async function makePeace({ bitbucket, accounts, processes }: ChaosWorld): Promise<void> {
  await Promise.all(Object.values(processes).map((process) => process.alive()));
  await bitbucket.control('clear-faults', {});
  for (const { account } of accounts) await bitbucket.control('membership', { account, role: 'owner' });
}

export function wrongClock(random: SeededRandom): WrongClock {
  return { skewMs: random.integer(-2_000, 2_000), jumpMs: random.pick([-1, 1]) * random.integer(500, 3_000) };
}

/** Bitbucket refuses one account, or all, in one of the shapes. */
async function storm({ bitbucket, accounts }: ChaosWorld, random: SeededRandom): Promise<string> {
  const effect: FaultEffect = { kind: 'rate-limited', shape: random.pick(SHAPES), seconds: random.integer(1, 2) };
  const target = random.chance(0.5) ? random.pick(accounts) : null;
  const times = random.integer(3, 15);
  await bitbucket.control('fault', { path: '.', times, effect, ...(target && { account: target.account }) });
  return `${times} refusals (${effect.shape}) of ${target?.label ?? 'whoever asks'}`;
}

async function burst({ bitbucket }: ChaosWorld, random: SeededRandom): Promise<string> {
  const status = random.pick([500, 502, 503, 504]);
  const times = random.integer(3, 12);
  await bitbucket.control('fault', { path: '.', times, effect: { kind: 'status', status } });
  return `${times} times ${status}`;
}

function kill({ processes }: ChaosWorld, random: SeededRandom): Promise<string> {
  const [name, victim] = random.pick(Object.entries(processes));
  victim.kill(wrongClock(random));
  return Promise.resolve(`${name} was killed and started again`);
}

function jump({ processes }: ChaosWorld, random: SeededRandom): Promise<string> {
  const [name, victim] = random.pick(Object.entries(processes));
  victim.jump();
  return Promise.resolve(`the clock of ${name} jumped`);
}

async function spend({ bitbucket, accounts }: ChaosWorld, random: SeededRandom): Promise<string> {
  const { account, label } = random.pick(accounts);
  const requests = random.integer(5, 60);
  await bitbucket.control('spend', { account, bucket: random.pick(['api', 'git']), requests });
  return `somebody else spent ${requests} requests of ${label}`;
}

/** Never the first account: somebody must be left. */
async function revoke({ bitbucket, accounts }: ChaosWorld): Promise<string> {
  const last = accounts.at(-1);
  await bitbucket.control('revoke', { credential: last?.label });
  return `${last?.label} was revoked`;
}

/** One account sees one repository no more. */
async function hideRepository({ bitbucket, accounts, repositories }: ChaosWorld, random: SeededRandom): Promise<string> {
  const { account, label } = random.pick(accounts.slice(1));
  const repository = random.pick(repositories);
  await bitbucket.control('membership', { account, role: 'member' });
  await bitbucket.control('repository-permission', { account, repository, permission: 'none' });
  return `${label} does not see ${repository} any more`;
}

async function providerJumps({ bitbucket, windowSeconds }: ChaosWorld, random: SeededRandom): Promise<string> {
  const advanceSeconds = (random.integer(1, 10) / 10) * windowSeconds;
  await bitbucket.control('clock', { advanceSeconds });
  return `the clock of Bitbucket jumped ${advanceSeconds} s ahead`;
}
