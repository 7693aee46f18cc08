import { resolve } from 'node:path';
import type { QuotaRules } from '@holdfast/quota';

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
  readonly roles: ReadonlySet<Role>;
  readonly administratorToken: string | null;
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
  'EVENTSTORE_URL',
  'BITBUCKET_API_URL',
  'BITBUCKET_GIT_URL',
  'BITBUCKET_RATE_WINDOW_SECONDS',
  'BITBUCKET_LIMIT_API',
  'BITBUCKET_LIMIT_GIT',
  'BITBUCKET_LIMIT_RAW',
  'BITBUCKET_LIMIT_WEBHOOKS',
]);

/** Reads settings from an environment. Throws SettingsError with everything that is wrong. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>, workingDirectory: string): Settings {
  const problems = unknownSettings(environment);
  const read = <T>(name: string, standard: string, parse: (text: string) => T | string): T | undefined => {
    const given = environment[name];
    const result = parse(given === undefined || given === '' ? standard : given);
    if (typeof result === 'string' && result.startsWith('!')) problems.push(`${name} ${result.slice(1)}`);
    return result as T;
  };
  const dataDirectory = resolve(workingDirectory, environment['HOLDFAST_DATA_DIR'] ?? 'data');
  const window = read('BITBUCKET_RATE_WINDOW_SECONDS', '3600', number(1, 86_400));
  const reserve = read('HOLDFAST_ACCOUNT_RESERVE', '0.1', number(0, 0.95));
  const limits = (name: string, standard: string) => ({
    limit: read(name, standard, wholeNumber(1, 10_000_000)) ?? 0,
    windowSeconds: window ?? 0,
    reserve: reserve ?? 0,
  });
  const settings: Settings = {
    port: read('PORT', '8080', wholeNumber(0, 65_535)) ?? 0,
    dataDirectory,
    keyFile: resolve(workingDirectory, environment['HOLDFAST_KEY_FILE'] ?? `${dataDirectory}.key`),
    eventStoreUrl: read('EVENTSTORE_URL', '', connectionString) ?? null,
    provider: {
      apiUrl: read('BITBUCKET_API_URL', 'https://api.bitbucket.org/2.0', address) ?? '',
      gitUrl: read('BITBUCKET_GIT_URL', 'https://bitbucket.org', address) ?? '',
    },
    quotaRules: {
      api: limits('BITBUCKET_LIMIT_API', '1000'),
      git: limits('BITBUCKET_LIMIT_GIT', '60000'),
      raw: limits('BITBUCKET_LIMIT_RAW', '5000'),
      webhooks: limits('BITBUCKET_LIMIT_WEBHOOKS', '1000'),
    },
    roles: read('HOLDFAST_ROLE', 'all', roleList) ?? new Set(),
    administratorToken: read('HOLDFAST_ADMIN_TOKEN', '', token) ?? null,
  };
  if (settings.keyFile.startsWith(`${dataDirectory}/`)) problems.push('HOLDFAST_KEY_FILE must be outside of HOLDFAST_DATA_DIR');
  if (problems.length > 0) throw new SettingsError([...new Set(problems)]);
  return settings;
}

function unknownSettings(environment: Readonly<Record<string, string | undefined>>): string[] {
  const ours = Object.keys(environment).filter((name) => /^(HOLDFAST|BITBUCKET|EVENTSTORE)_/.test(name));
  return ours.filter((name) => !known.has(name)).map((name) => `${name} is not a setting`);
}

/** A parser answers the value, or `!` and what is wrong with it. */
function number(least: number, most: number) {
  return (text: string): number | string => {
    const value = Number(text);
    return text.trim() !== '' && value >= least && value <= most ? value : `!must be a number from ${least} to ${most}`;
  };
}

function wholeNumber(least: number, most: number) {
  return (text: string): number | string =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most
      ? Number(text)
      : `!must be a whole number from ${least} to ${most}`;
}

function address(text: string): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return '!must be an address that begins with http:// or https://';
  if (url.username !== '' || url.password !== '') return '!must not contain a user name or password';
  return text.replace(/\/+$/, '');
}

function connectionString(text: string): string | null {
  if (text === '') return null;
  return /^(esdb|kurrentdb|eventstoredb)(\+discover)?:\/\//.test(text) ? text : '!must be a connection string that begins with esdb://';
}

function roleList(text: string): ReadonlySet<Role> | string {
  const names = text === 'all' ? [...roles] : text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !roles.includes(name as Role));
  return unknown === undefined ? new Set(names as Role[]) : `!must be "all" or a list of ${roles.join(', ')}`;
}

function token(text: string): string | null {
  if (text === '') return null;
  return /^\S{16,500}$/.test(text) ? text : '!must be 16 to 500 characters long, without spaces';
}
