import { isIPv4, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { ConnectionStringError, readConnectionString } from '@holdfast/event-sourcing';
import type { QuotaRules } from '@holdfast/quota';
import type { WorkerLimits } from '@holdfast/worker';

export const roles = ['gateway', 'orchestrator', 'worker'] as const;
export type Role = (typeof roles)[number];

/** What the environment says, checked. Paths are absolute. */
export interface Settings {
  readonly port: number;
  readonly dataDirectory: string;
  readonly keyFile: string;
  /** A connection string; null for the embedded store. */
  readonly eventStoreUrl: string | null;
  readonly provider: { readonly apiUrl: string; readonly gitUrl: string };
  readonly quotaRules: QuotaRules;
  readonly workerLimits: WorkerLimits;
  readonly roles: ReadonlySet<Role>;
  readonly administratorToken: string | null;
  /** Addresses, or networks such as `10.0.0.0/8`, of proxies that say truly where a request comes from. */
  readonly trustedProxies: readonly string[];
}

/** The start stops with this sentence. It names the settings, and never what a secret one holds. */
export class SettingsError extends Error {
  readonly code = 'SETTINGS_INVALID';
  constructor(problems: readonly string[]) {
    super(`Holdfast cannot start with these settings: ${problems.join('; ')}.`);
    this.name = 'SettingsError';
  }
}

const known = new Set([
  'PORT',
  'HOLDFAST_DATA_DIR',
  'HOLDFAST_KEY_FILE',
  'HOLDFAST_ADMIN_TOKEN',
  'HOLDFAST_ACCOUNT_RESERVE',
  'HOLDFAST_ROLE',
  'HOLDFAST_TRUSTED_PROXIES',
  'HOLDFAST_WORKER_TASKS',
  'HOLDFAST_ORGANIZATION_TASKS',
  'HOLDFAST_RUNNING_TASKS',
  'HOLDFAST_NO_PROGRESS_SECONDS',
  'EVENTSTORE_URL',
  'BITBUCKET_API_URL',
  'BITBUCKET_GIT_URL',
  'BITBUCKET_RATE_WINDOW_SECONDS',
  'BITBUCKET_LIMIT_API',
  'BITBUCKET_LIMIT_GIT',
  'BITBUCKET_LIMIT_RAW',
  'BITBUCKET_LIMIT_WEBHOOKS',
]);

/** What is wrong with a setting: the end of a sentence that begins with its name. */
class UnreadableError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings from an environment. Throws SettingsError with everything that is wrong. */
export function readSettings(environment: Environment, workingDirectory: string): Settings {
  const problems = unknownSettings(environment);
  const read = <T>(name: string, standard: string, parse: (text: string) => T): T => {
    const given = environment[name];
    try {
      return parse(given === undefined || given === '' ? standard : given);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      problems.push(`${name} ${error.message}`);
      // Nobody sees it: with a problem there are no settings.
      return parse(standard);
    }
  };
  const directory = read('HOLDFAST_DATA_DIR', 'data', (text) => resolve(workingDirectory, text));
  const keyFile = read('HOLDFAST_KEY_FILE', `${directory}.key`, (text) => resolve(workingDirectory, text));
  if (keyFile.startsWith(`${directory}/`)) problems.push('HOLDFAST_KEY_FILE must be outside of HOLDFAST_DATA_DIR');
  const windowSeconds = read('BITBUCKET_RATE_WINDOW_SECONDS', '3600', number(0.1, 86_400));
  const reserve = read('HOLDFAST_ACCOUNT_RESERVE', '0.1', number(0, 0.95));
  const rules = (name: string, standard: string) => ({ limit: read(name, standard, wholeNumber(1, 10_000_000)), windowSeconds, reserve });
  const settings: Settings = {
    port: read('PORT', '8080', wholeNumber(0, 65_535)),
    dataDirectory: directory,
    keyFile,
    eventStoreUrl: read('EVENTSTORE_URL', '', connectionString),
    provider: {
      apiUrl: read('BITBUCKET_API_URL', 'https://api.bitbucket.org/2.0', address),
      gitUrl: read('BITBUCKET_GIT_URL', 'https://bitbucket.org', address),
    },
    quotaRules: {
      api: rules('BITBUCKET_LIMIT_API', '1000'),
      git: rules('BITBUCKET_LIMIT_GIT', '60000'),
      raw: rules('BITBUCKET_LIMIT_RAW', '5000'),
      webhooks: rules('BITBUCKET_LIMIT_WEBHOOKS', '1000'),
    },
    workerLimits: {
      tasks: read('HOLDFAST_WORKER_TASKS', '8', wholeNumber(1, 1_000)),
      organizationTasks: read('HOLDFAST_ORGANIZATION_TASKS', '', orNone(wholeNumber(1, 100_000))),
      runningTasks: read('HOLDFAST_RUNNING_TASKS', '', orNone(wholeNumber(1, 100_000))),
      stallSeconds: read('HOLDFAST_NO_PROGRESS_SECONDS', '900', number(1, 86_400)),
    },
    roles: read('HOLDFAST_ROLE', 'all', roleSet),
    administratorToken: read('HOLDFAST_ADMIN_TOKEN', '', token),
    trustedProxies: read('HOLDFAST_TRUSTED_PROXIES', '', networks),
  };
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function unknownSettings(environment: Environment): string[] {
  const ours = Object.keys(environment).filter((name) => /^(HOLDFAST|BITBUCKET|EVENTSTORE)_/.test(name));
  return ours.filter((name) => !known.has(name)).map((name) => `${name} is not a setting`);
}

function number(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= most) return value;
    throw new UnreadableError(`must be a number from ${least} to ${most}`);
  };
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
    throw new UnreadableError(`must be a whole number from ${least} to ${most}`);
  };
}

function orNone<T>(parse: (text: string) => T) {
  return (text: string): T | null => (text === '' ? null : parse(text));
}

function address(text: string): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new UnreadableError('must be an address that begins with http:// or https://');
  if (url.username !== '' || url.password !== '') throw new UnreadableError('must not contain a user name or a password');
  return text.replace(/\/+$/, '');
}

function connectionString(text: string): string | null {
  if (text === '') return null;
  try {
    readConnectionString(text);
    return text;
  } catch (error) {
    if (error instanceof ConnectionStringError) throw new UnreadableError(error.message);
    throw error;
  }
}

function roleSet(text: string): ReadonlySet<Role> {
  const names = text === 'all' ? [...roles] : text.split(',').map((name) => name.trim());
  if (names.every((name): name is Role => roles.includes(name as Role))) return new Set(names);
  throw new UnreadableError(`must be "all" or a list of ${roles.join(', ')}`);
}

function token(text: string): string | null {
  if (text === '') return null;
  if (/^\S{8,500}$/.test(text)) return text;
  throw new UnreadableError('must be 8 to 500 characters long, without spaces');
}

function networks(text: string): readonly string[] {
  const listed = text === '' ? [] : text.split(',').map((network) => network.trim());
  if (listed.every(isNetwork)) return listed;
  throw new UnreadableError('must be a list of addresses, or of networks such as 10.0.0.0/8');
}

function isNetwork(text: string): boolean {
  const [address = '', prefix = '0', ...rest] = text.split('/');
  const bits = isIPv6(address) ? 128 : 32;
  return (isIPv4(address) || isIPv6(address)) && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits && rest.length === 0;
}
