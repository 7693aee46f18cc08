import type { Bucket, LimitHeaderMode, RateLimits } from '../limits/rate-limits.ts';
import type { WorkspaceRole } from '../world/people.ts';
import type { RepositoryPermission } from '../world/repository.ts';
import type { Fault, FaultEffect } from './faults.ts';
import type { RandomFaultOptions } from './random-faults.ts';
import type { SimulatorControl } from './simulator-control.ts';
import type { StrangerOptions } from './strangers.ts';

type Body = Record<string, unknown>;
type Action = (body: Body) => unknown;

/** The control interface as HTTP sees it: each action with the fields of its body. */
export function controlActions(control: SimulatorControl): Readonly<Record<string, Action>> {
  return {
    'GET statistics': () => control.statistics(),
    'GET requests': () => control.requests(),
    'POST reset-statistics': () => {
      control.resetStatistics();
    },
    'POST revoke': (body) => {
      control.revoke(text(body, 'credential'));
    },
    'POST issue-api-token': (body) => control.issueApiToken(text(body, 'account'), 'scopes' in body ? texts(body, 'scopes') : undefined),
    'POST scopes': (body) => {
      control.setScopes(text(body, 'credential'), texts(body, 'scopes'));
    },
    'POST membership': (body) => {
      control.setMembership(text(body, 'account'), oneOf(body, 'role', roles));
    },
    'POST repository-permission': (body) => {
      control.setRepositoryPermission(text(body, 'account'), text(body, 'repository'), oneOf(body, 'permission', permissions));
    },
    'POST spend': (body) => {
      control.spend(text(body, 'account'), oneOf(body, 'bucket', buckets), number(body, 'requests'));
    },
    'POST stranger': (body) => {
      control.setStranger(strangerIn(body));
    },
    'POST limits': (body) => {
      control.setLimits(limitsIn(body));
    },
    'POST limit-headers': (body) => {
      control.setLimitHeaders(oneOf(body, 'mode', modes));
    },
    'POST clock': (body) => {
      control.advanceClock(number(body, 'advanceSeconds'));
    },
    'POST fault': (body) => {
      control.addFault(faultIn(body));
    },
    'POST disturb': (body) => {
      control.disturb(randomFaultsIn(body));
    },
    'POST clear-faults': () => {
      control.clearFaults();
    },
    'POST create-repository': async (body) => ({ slug: await control.createRepository(text(body, 'name')) }),
    'POST rename-repository': (body) => ({ slug: control.renameRepository(text(body, 'repository'), text(body, 'name')) }),
    'POST delete-repository': (body) => {
      control.deleteRepository(text(body, 'repository'));
    },
    'POST push': async (body) => ({ tip: await control.push(text(body, 'repository'), text(body, 'branch'), number(body, 'commits', 1)) }),
    'POST force-push': async (body) => ({ tip: await control.forcePush(text(body, 'repository'), text(body, 'branch')) }),
    'POST delete-branch': (body) => control.deleteBranch(text(body, 'repository'), text(body, 'branch')),
    'POST comment': (body) => ({ id: control.comment(text(body, 'repository'), number(body, 'pullRequest'), text(body, 'text')) }),
    'POST decline': (body) => {
      control.decline(text(body, 'repository'), number(body, 'pullRequest'));
    },
  };
}

const roles: readonly (WorkspaceRole | 'none')[] = ['owner', 'create-project', 'member', 'none'];
const permissions: readonly (RepositoryPermission | 'none')[] = ['read', 'write', 'admin', 'none'];
const buckets: readonly Bucket[] = ['api', 'git', 'raw', 'webhooks'];
const modes: readonly LimitHeaderMode[] = ['none', 'scaled', 'envoy', 'retry-after-seconds', 'retry-after-date'];
const limitNames: readonly (keyof RateLimits)[] = ['api', 'git', 'raw', 'webhooks', 'anonymous', 'accessTokenApi'];

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== 'string' || value === '') throw new TypeError(`${field} must be a text.`);
  return value;
}

function texts(body: Body, field: string): string[] {
  const value = body[field];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw new TypeError(`${field} must be a list of texts.`);
  return value;
}

function number(body: Body, field: string, byDefault?: number): number {
  const value = body[field] ?? byDefault;
  if (typeof value !== 'number') throw new TypeError(`${field} must be a number.`);
  return value;
}

function oneOf<T extends string>(body: Body, field: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === body[field]);
  if (found === undefined) throw new TypeError(`${field} must be one of ${choices.join(', ')}.`);
  return found;
}

function limitsIn(body: Body): Partial<RateLimits> {
  return Object.fromEntries(limitNames.filter((name) => name in body).map((name) => [name, number(body, name)]));
}

function strangerIn(body: Body): StrangerOptions {
  const [account, bucket] = [text(body, 'account'), oneOf(body, 'bucket', buckets)];
  return { account, bucket, perSecond: number(body, 'perSecond'), seed: number(body, 'seed', 1) };
}

/** The effects are taken as they are, like that of a fault. */
function randomFaultsIn(body: Body): RandomFaultOptions {
  const effects = body['effects'];
  if (!Array.isArray(effects) || effects.length === 0) throw new TypeError('effects must be a list with something in it.');
  const path = body['path'] === undefined ? {} : { path: text(body, 'path') };
  return { seed: number(body, 'seed', 1), rate: number(body, 'rate'), effects: effects as FaultEffect[], ...path };
}

/** The effect is taken as it is: what it needs depends on its kind. */
function faultIn(body: Body): Fault {
  const effect = body['effect'] as Fault['effect'] | undefined;
  if (typeof effect?.kind !== 'string') throw new TypeError('effect must have a kind.');
  const account = body['account'] === undefined ? {} : { account: text(body, 'account') };
  return { path: text(body, 'path'), times: number(body, 'times', 1), effect, ...account };
}
