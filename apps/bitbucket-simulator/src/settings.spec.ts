import { describe, expect, it } from '@jest/globals';
import { InvalidSettingError, readSettings } from './settings.ts';

describe('readSettings', () => {
  it('leaves everything to the defaults in an empty environment', () => {
    expect(readSettings({ PATH: '/bin', SIMULATOR_PORT: '' })).toEqual({ seed: {}, limits: {}, behaviour: {} });
  });

  it('reads sizes, limits and the window', () => {
    const settings = readSettings({
      SIMULATOR_PORT: '7990',
      SIMULATOR_REPOSITORIES: '300',
      SIMULATOR_LIMIT_API: '50',
      SIMULATOR_WINDOW_SECONDS: '2.5',
      SIMULATOR_LIMIT_HEADERS: 'envoy',
      SIMULATOR_DATA_DIR: '/data',
      SIMULATOR_GIT: 'no',
      SIMULATOR_REMEMBERED_REQUESTS: '100000',
    });
    expect(settings).toEqual({
      apiPort: 7990,
      dataDirectory: '/data',
      rememberedRequests: 100_000,
      seed: { repositories: 300, git: false },
      limits: { api: 50 },
      behaviour: { windowSeconds: 2.5, limitHeaders: 'envoy' },
    });
  });

  it('refuses what is no number, an answer that is none, and headers it does not know', () => {
    expect(() => readSettings({ SIMULATOR_GIT: 'maybe' })).toThrow(InvalidSettingError);
    expect(() => readSettings({ SIMULATOR_LIMIT_API: 'many' })).toThrow(InvalidSettingError);
    expect(() => readSettings({ SIMULATOR_LIMIT_HEADERS: 'github' })).toThrow(InvalidSettingError);
  });
});
