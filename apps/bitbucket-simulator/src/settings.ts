import type { LimitHeaderMode } from './limits/rate-limits.ts';
import type { SimulatorOptions } from './simulator-options.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export class InvalidSettingError extends Error {
  readonly code = 'INVALID_SETTING';
}

/** Reads the `SIMULATOR_…` variables; what is not set keeps its default. Throws {@link InvalidSettingError}. */
export function readSettings(environment: Environment): SimulatorOptions {
  const number = (name: string) => readNumber(environment, name);
  const dataDirectory = environment['SIMULATOR_DATA_DIR'];
  return withoutUndefined({
    apiPort: number('SIMULATOR_PORT'),
    gitPort: number('SIMULATOR_GIT_PORT'),
    rememberedRequests: number('SIMULATOR_REMEMBERED_REQUESTS'),
    dataDirectory: dataDirectory === '' ? undefined : dataDirectory,
    seed: withoutUndefined({
      seed: number('SIMULATOR_SEED'),
      workspace: environment['SIMULATOR_WORKSPACE'],
      repositories: number('SIMULATOR_REPOSITORIES'),
      projects: number('SIMULATOR_PROJECTS'),
      pullRequests: number('SIMULATOR_PULL_REQUESTS'),
      commentsPerPullRequest: number('SIMULATOR_COMMENTS'),
      bigFileBytes: number('SIMULATOR_BIG_FILE_BYTES'),
      git: readYesOrNo(environment, 'SIMULATOR_GIT'),
      admins: number('SIMULATOR_ADMINS'),
    }),
    limits: withoutUndefined({
      api: number('SIMULATOR_LIMIT_API'),
      git: number('SIMULATOR_LIMIT_GIT'),
      raw: number('SIMULATOR_LIMIT_RAW'),
      webhooks: number('SIMULATOR_LIMIT_WEBHOOKS'),
      anonymous: number('SIMULATOR_LIMIT_ANONYMOUS'),
      accessTokenApi: number('SIMULATOR_LIMIT_ACCESS_TOKEN_API'),
    }),
    behaviour: withoutUndefined({
      windowSeconds: number('SIMULATOR_WINDOW_SECONDS'),
      limitHeaders: readMode(environment['SIMULATOR_LIMIT_HEADERS']),
    }),
  });
}

function readNumber(environment: Environment, name: string): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidSettingError(`${name} must be a number, not ${text}.`);
  return Number(text);
}

function readYesOrNo(environment: Environment, name: string): boolean | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  if (text !== 'yes' && text !== 'no') throw new InvalidSettingError(`${name} must be yes or no, not ${text}.`);
  return text === 'yes';
}

const modes: readonly LimitHeaderMode[] = ['none', 'scaled', 'envoy', 'retry-after-seconds', 'retry-after-date'];

function readMode(text: string | undefined): LimitHeaderMode | undefined {
  if (text === undefined || text === '') return undefined;
  const found = modes.find((mode) => mode === text);
  if (!found) throw new InvalidSettingError(`SIMULATOR_LIMIT_HEADERS must be one of ${modes.join(', ')}.`);
  return found;
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
