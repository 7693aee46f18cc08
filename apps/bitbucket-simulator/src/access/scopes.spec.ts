import { describe, expect, it } from '@jest/globals';
import { scopesOfOperation } from '../api/operation-scopes.ts';
import { withImplied } from './scopes.ts';

describe('classic scopes', () => {
  it('imply others at any depth', () => {
    expect([...withImplied(['pullrequest:write'])].sort()).toEqual(['pullrequest', 'pullrequest:write', 'repository', 'repository:write']);
    expect([...withImplied(['project'])]).toContain('repository');
  });

  it('of an administrator imply neither reading nor writing', () => {
    expect([...withImplied(['repository:admin', 'project:admin'])].sort()).toEqual(['project:admin', 'repository:admin']);
  });
});

describe('scopesOfOperation', () => {
  it('knows both vocabularies of an operation', () => {
    expect(scopesOfOperation('GET /repositories/{workspace}/{repo_slug}/branch-restrictions')).toEqual({
      classic: ['repository:admin'],
      apiToken: ['admin:repository:bitbucket'],
    });
  });

  it('knows operations that need no scope, or two', () => {
    expect(scopesOfOperation('GET /workspaces/{workspace}')?.classic).toEqual([]);
    expect(scopesOfOperation('POST /repositories/{workspace}/{repo_slug}/hooks')?.apiToken).toEqual([
      'read:webhook:bitbucket',
      'write:webhook:bitbucket',
    ]);
  });

  it('does not know what the document does not have', () => {
    expect(scopesOfOperation('GET /repositories')).toBeUndefined();
  });
});
