import { describe, expect, it } from '@jest/globals';
import { featuresOf, type Feature } from './features.ts';
import { contentScopes } from './scopes.ts';

const usable = (...args: Parameters<typeof featuresOf>) =>
  featuresOf(...args)
    .filter((feature) => feature.usable)
    .map(({ feature }) => feature);
const missingFor = (wanted: Feature, ...args: Parameters<typeof featuresOf>) =>
  featuresOf(...args).find(({ feature }) => feature === wanted)?.missingScopes;

describe('what a credential may be used for', () => {
  it('is code and pull requests with the scopes of a content backup', () => {
    expect(usable(contentScopes.apiToken, 'api_token')).toEqual(['code', 'pull_requests']);
    expect(usable(contentScopes.classic, 'access_token')).toEqual(['code', 'pull_requests']);
  });

  it('says for each other feature what is missing, in the names of the kind of credential', () => {
    expect(missingFor('webhooks', contentScopes.apiToken, 'api_token')).toEqual(['read:webhook:bitbucket']);
    expect(missingFor('settings', contentScopes.apiToken, 'api_token')).toEqual([
      'admin:repository:bitbucket',
      'read:project:bitbucket',
      'admin:project:bitbucket',
    ]);
    expect(missingFor('pipelines', ['pullrequest', 'pipeline'], 'oauth_consumer')).toEqual(['repository:admin']);
  });

  it('takes classic scopes with all that they include, and those of API tokens with nothing', () => {
    expect(usable(['pullrequest:write', 'pipeline:variable', 'repository:admin', 'snippet:write'], 'oauth_consumer')).toEqual([
      'code',
      'pull_requests',
      'pipelines',
      'snippets',
    ]);
    expect(usable(['write:repository:bitbucket', 'admin:repository:bitbucket'], 'api_token')).toEqual([]);
  });

  it('is not claimed while the provider does not say which scopes there are', () => {
    expect(featuresOf(null, 'api_token').map((feature) => [feature.usable, feature.missingScopes])).toEqual(Array(7).fill([null, []]));
  });
});
