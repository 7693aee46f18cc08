import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from './settings.ts';

const read = (environment: Readonly<Record<string, string>>) => readSettings(environment, '/srv/holdfast');

function refusal(environment: Readonly<Record<string, string>>): SettingsError {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('The settings', () => {
  it('need nothing: an empty environment starts everything on the embedded store against Bitbucket Cloud', () => {
    const rest = { windowSeconds: 3600, reserve: 0.1 };
    expect(read({})).toEqual({
      port: 8080,
      dataDirectory: '/srv/holdfast/data',
      keyFile: '/srv/holdfast/data.key',
      eventStoreUrl: null,
      provider: { apiUrl: 'https://api.bitbucket.org/2.0', gitUrl: 'https://bitbucket.org' },
      quotaRules: {
        api: { limit: 1000, ...rest },
        git: { limit: 60_000, ...rest },
        raw: { limit: 5000, ...rest },
        webhooks: { limit: 1000, ...rest },
      },
      workerLimits: { tasks: 8, organizationTasks: null, runningTasks: null, stallSeconds: 900 },
      roles: new Set(['gateway', 'orchestrator', 'worker']),
      administratorToken: null,
      trustedProxies: [],
    });
  });

  it('take an empty value for one that was not given', () => {
    const names = [
      'PORT',
      'HOLDFAST_DATA_DIR',
      'HOLDFAST_KEY_FILE',
      'HOLDFAST_ROLE',
      'EVENTSTORE_URL',
      'HOLDFAST_ADMIN_TOKEN',
      'HOLDFAST_RUNNING_TASKS',
    ];
    expect(read(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(read({}));
  });

  it('can all be given', () => {
    const rest = { windowSeconds: 0.5, reserve: 0 };
    const given = read({
      PORT: '0',
      HOLDFAST_DATA_DIR: '/var/lib/holdfast/',
      HOLDFAST_KEY_FILE: 'keys/holdfast.key',
      HOLDFAST_ADMIN_TOKEN: 'a-token-of-23-letters-x',
      HOLDFAST_TRUSTED_PROXIES: '192.0.2.1, 10.0.0.0/8,2001:db8::/32',
      HOLDFAST_ACCOUNT_RESERVE: '0',
      HOLDFAST_WORKER_TASKS: '1000',
      HOLDFAST_ORGANIZATION_TASKS: '1',
      HOLDFAST_RUNNING_TASKS: '100000',
      HOLDFAST_NO_PROGRESS_SECONDS: '1.5',
      HOLDFAST_ROLE: 'worker, gateway',
      EVENTSTORE_URL: 'esdb+discover://user:password@cluster.example:2113?tls=true',
      BITBUCKET_API_URL: 'http://127.0.0.1:7990/2.0/',
      BITBUCKET_GIT_URL: 'http://127.0.0.1:7991',
      BITBUCKET_RATE_WINDOW_SECONDS: '0.5',
      BITBUCKET_LIMIT_API: '10000000',
      BITBUCKET_LIMIT_GIT: '2',
      BITBUCKET_LIMIT_RAW: '3',
      BITBUCKET_LIMIT_WEBHOOKS: '1',
    });
    expect(given).toEqual({
      port: 0,
      dataDirectory: '/var/lib/holdfast',
      keyFile: '/srv/holdfast/keys/holdfast.key',
      eventStoreUrl: 'esdb+discover://user:password@cluster.example:2113?tls=true',
      provider: { apiUrl: 'http://127.0.0.1:7990/2.0', gitUrl: 'http://127.0.0.1:7991' },
      quotaRules: {
        api: { limit: 10_000_000, ...rest },
        git: { limit: 2, ...rest },
        raw: { limit: 3, ...rest },
        webhooks: { limit: 1, ...rest },
      },
      workerLimits: { tasks: 1000, organizationTasks: 1, runningTasks: 100_000, stallSeconds: 1.5 },
      roles: new Set(['worker', 'gateway']),
      administratorToken: 'a-token-of-23-letters-x',
      trustedProxies: ['192.0.2.1', '10.0.0.0/8', '2001:db8::/32'],
    });
  });

  it('put the key file beside the data directory, wherever that is', () => {
    expect(read({ HOLDFAST_DATA_DIR: '../elsewhere' })).toMatchObject({ dataDirectory: '/srv/elsewhere', keyFile: '/srv/elsewhere.key' });
  });

  it('leave variables of others alone', () => {
    expect(read({ PATH: '/bin', HOME: '/nowhere', NODE_OPTIONS: '', MY_HOLDFAST_DATA_DIR: 'x', PORTS: 'x' })).toEqual(read({}));
  });
});

describe('Settings that cannot be', () => {
  const range = (least: number, most: number) => `must be a whole number from ${least} to ${most}`;

  it.each([
    ['PORT', '65536', range(0, 65_535)],
    ['PORT', '-1', range(0, 65_535)],
    ['PORT', '80.5', range(0, 65_535)],
    ['PORT', '0x50', range(0, 65_535)],
    ['BITBUCKET_LIMIT_API', '0', range(1, 10_000_000)],
    ['BITBUCKET_LIMIT_GIT', '10000001', range(1, 10_000_000)],
    ['BITBUCKET_LIMIT_RAW', '1e3', range(1, 10_000_000)],
    ['BITBUCKET_LIMIT_WEBHOOKS', 'many', range(1, 10_000_000)],
    ['BITBUCKET_RATE_WINDOW_SECONDS', '0', 'must be a number from 0.1 to 86400'],
    ['BITBUCKET_RATE_WINDOW_SECONDS', '86401', 'must be a number from 0.1 to 86400'],
    ['HOLDFAST_ACCOUNT_RESERVE', '1', 'must be a number from 0 to 0.95'],
    ['HOLDFAST_ACCOUNT_RESERVE', '10%', 'must be a number from 0 to 0.95'],
    ['HOLDFAST_ACCOUNT_RESERVE', ' ', 'must be a number from 0 to 0.95'],
    ['HOLDFAST_WORKER_TASKS', '0', range(1, 1_000)],
    ['HOLDFAST_ORGANIZATION_TASKS', '0', range(1, 100_000)],
    ['HOLDFAST_RUNNING_TASKS', 'none', range(1, 100_000)],
    ['HOLDFAST_NO_PROGRESS_SECONDS', '0', 'must be a number from 1 to 86400'],
    ['HOLDFAST_ROLE', 'worker,master', 'must be "all" or a list of gateway, orchestrator, worker'],
    ['HOLDFAST_ROLE', 'worker,', 'must be "all" or a list of gateway, orchestrator, worker'],
    ['HOLDFAST_KEY_FILE', 'data/key', 'must be outside of HOLDFAST_DATA_DIR'],
    ['EVENTSTORE_URL', 'http://cluster.example:2113', 'must be a connection string that begins with esdb://'],
    [
      'EVENTSTORE_URL',
      'esdb://me:secret@cluster.example?tls=false',
      'has a user name and a password, but tls=false: they would not be sent. Take tls=false away, or the user name and the password',
    ],
    ['BITBUCKET_API_URL', 'bitbucket.example/2.0', 'must be an address that begins with http:// or https://'],
    ['BITBUCKET_API_URL', 'ssh://bitbucket.example', 'must be an address that begins with http:// or https://'],
    ['BITBUCKET_GIT_URL', 'file:///srv/git', 'must be an address that begins with http:// or https://'],
    ['BITBUCKET_GIT_URL', 'https://me@bitbucket.example', 'must not contain a user name or a password'],
    ['HOLDFAST_ADMIN_TOKEN', 'seven-7', 'must be 8 to 500 characters long, without spaces'],
    ['HOLDFAST_ADMIN_TOKEN', 'two words', 'must be 8 to 500 characters long, without spaces'],
    ['HOLDFAST_TRUSTED_PROXIES', 'proxy.example', 'must be a list of addresses, or of networks such as 10.0.0.0/8'],
    ['HOLDFAST_TRUSTED_PROXIES', '10.0.0.0/33', 'must be a list of addresses, or of networks such as 10.0.0.0/8'],
    ['HOLDFAST_TRUSTED_PROXIES', '10.0.0.1,', 'must be a list of addresses, or of networks such as 10.0.0.0/8'],
  ])('stop the start with a sentence that names them: %s=%s', (name, value, problem) => {
    const { code, message } = refusal({ [name]: value });
    expect(code).toBe('SETTINGS_INVALID');
    expect(message).toBe(`Holdfast cannot start with these settings: ${name} ${problem}.`);
  });

  it('are all named at once, each once', () => {
    const { message } = refusal({
      PORT: 'http',
      BITBUCKET_RATE_WINDOW_SECONDS: 'hour',
      HOLDFAST_ROLE: 'everything',
      HOLDFAST_DATADIR: 'x',
    });
    const named = message.match(/[A-Z_]{4,}/g);
    expect(named).toEqual(['HOLDFAST_DATADIR', 'BITBUCKET_RATE_WINDOW_SECONDS', 'PORT', 'HOLDFAST_ROLE']);
  });

  it.each(['HOLDFAST_DATADIR', 'BITBUCKET_TOKEN', 'EVENTSTORE_PASSWORD', 'HOLDFAST_'])('include a name that nothing reads: %s', (name) => {
    expect(refusal({ [name]: 'x' }).message).toContain(`${name} is not a setting`);
  });

  it.each([
    ['HOLDFAST_ADMIN_TOKEN', 'hunter2'],
    ['HOLDFAST_ADMIN_TOKEN', 'hunter2 and more words'],
    ['EVENTSTORE_URL', 'https://admin:hunter2@cluster.example'],
    ['EVENTSTORE_URL', 'esdb://admin:hunter2@cluster.example:port'],
    ['EVENTSTORE_URL', 'esdb://admin:hunter2@cluster.example?hunter2=true'],
    ['BITBUCKET_API_URL', 'https://admin:hunter2@bitbucket.example/2.0'],
    ['BITBUCKET_API_URL', 'https://hunter2@bitbucket.example/2.0'],
    ['BITBUCKET_GIT_URL', 'ssh://admin:hunter2@bitbucket.example'],
    ['BITBUCKET_TOKEN', 'hunter2'],
  ])('are not repeated, since they may be secrets: %s=%s', (name, value) => {
    const error = refusal({ [name]: value });
    expect(`${error.message} ${String(error.stack)} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });
});
