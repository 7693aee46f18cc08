import { describe, expect, it } from '@jest/globals';
import { contentScopes, missingContentScopes, missingScopes } from './scopes.ts';

describe('the scopes of a content backup', () => {
  it('are complete for an API token with the four of them', () => {
    expect(missingContentScopes(contentScopes.apiToken, 'api_token')).toEqual([]);
  });

  it('are not implied by writing, for an API token', () => {
    const granted = ['read:user:bitbucket', 'read:workspace:bitbucket', 'write:repository:bitbucket', 'read:pullrequest:bitbucket'];
    expect(missingContentScopes(granted, 'api_token')).toEqual(['read:repository:bitbucket']);
  });

  it('are all there with the classic scope for pull requests alone', () => {
    expect(missingContentScopes(['pullrequest'], 'access_token')).toEqual([]);
    expect(missingContentScopes(['pullrequest:write'], 'oauth_consumer')).toEqual([]);
  });

  it('lack reading when there is only administration, which includes nothing', () => {
    expect(missingContentScopes(['repository:admin'], 'access_token')).toEqual(['repository', 'pullrequest']);
  });

  it('are asked for in the names of the kind of credential when nothing is granted', () => {
    expect(missingContentScopes([], 'api_token')).toEqual([...contentScopes.apiToken]);
    expect(missingContentScopes([], 'access_token')).toEqual([...contentScopes.classic]);
    expect(missingContentScopes(['read:me'], 'api_token')).toEqual([...contentScopes.apiToken]);
  });

  it('may be granted to an API token in classic names by other servers', () => {
    expect(missingContentScopes(['account', 'pullrequest'], 'api_token')).toEqual([]);
  });
});

describe('classic scopes', () => {
  it('include others over several steps', () => {
    expect(missingScopes(['repository', 'repository:write', 'pullrequest'], ['pullrequest:write'])).toEqual([]);
    expect(missingScopes(['repository'], ['project'])).toEqual([]);
  });
});
