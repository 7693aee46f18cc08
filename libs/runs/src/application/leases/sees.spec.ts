import { describe, expect, it } from '@jest/globals';
import { sees } from './sees.ts';

const all = ['read:repository:bitbucket', 'read:pullrequest:bitbucket'];
const nothingMissing = { count: 0, examples: [] };
const sight = { scopes: all, repositoriesNotSeen: nothingMissing, seesNoRepository: false };
const asked = (changes: Partial<typeof sight> | object, bucket: 'api' | 'git' = 'api') =>
  sees({ kind: 'api_token', sight: { ...sight, ...changes } }, { bucket, repository: 'acme/web' });

describe('whether a credential sees what a request is for', () => {
  it('is certain when its trial found the scopes, and every repository', () => {
    expect(asked({})).toBe(true);
  });

  it('is denied for lack of the scope, for that bucket alone', () => {
    expect(asked({ scopes: ['read:repository:bitbucket'] })).toBe(false);
    expect(asked({ scopes: ['read:repository:bitbucket'] }, 'git')).toBe(true);
  });

  it('is denied for a repository that it was found not to see, and open for others while some are not named', () => {
    expect(asked({ repositoriesNotSeen: { count: 1, examples: ['acme/web'] } })).toBe(false);
    expect(asked({ repositoriesNotSeen: { count: 99, examples: ['acme/api'] } })).toBeNull();
  });

  it('is denied to one that sees no repository at all', () => {
    expect(asked({ seesNoRepository: true })).toBe(false);
  });

  it('is open when the provider told no scopes, or nobody compared', () => {
    expect(asked({ scopes: null })).toBeNull();
    expect(asked({ repositoriesNotSeen: null })).toBeNull();
  });

  it('does not matter for a listing', () => {
    const blind = { kind: 'api_token', sight: { ...sight, seesNoRepository: true } };
    expect(sees(blind, { bucket: 'api', repository: null })).toBe(true);
  });
});
