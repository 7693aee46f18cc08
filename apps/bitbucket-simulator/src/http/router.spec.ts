import { describe, expect, it } from '@jest/globals';
import { Router } from './router.ts';

function routerWith(...operations: string[]): Router<string> {
  const router = new Router<string>();
  for (const operation of operations) router.add(operation, operation);
  return router;
}

describe('Router', () => {
  it('finds by method and path, and names the parameters', () => {
    const router = routerWith('GET /repositories/{workspace}/{repo_slug}', 'POST /repositories/{workspace}/{repo_slug}');
    expect(router.find('POST', '/repositories/acme/%7Buuid%7D')).toEqual({
      operation: 'POST /repositories/{workspace}/{repo_slug}',
      target: 'POST /repositories/{workspace}/{repo_slug}',
      parameters: { workspace: 'acme', repo_slug: '{uuid}' },
    });
  });

  it('lets the last parameter take a name with slashes', () => {
    expect(routerWith('GET /refs/branches/{name...}').find('GET', '/refs/branches/feature/%C3%BCber')?.parameters).toEqual({
      name: 'feature/über',
    });
  });

  it('prefers what was added first, and takes a slash at the end for nothing', () => {
    const router = routerWith('GET /pullrequests/activity', 'GET /pullrequests/{id}');
    expect(router.find('GET', '/pullrequests/activity/')?.operation).toBe('GET /pullrequests/activity');
    expect(router.find('GET', '/pullrequests/7')?.operation).toBe('GET /pullrequests/{id}');
  });

  it('finds nothing for another method, or for a path that is longer or shorter', () => {
    const router = routerWith('GET /user/workspaces', 'GET /src/{path...}');
    expect([router.find('PUT', '/user/workspaces'), router.find('GET', '/user'), router.find('GET', '/user/workspaces/x')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(router.find('GET', '/src')).toBeUndefined();
  });
});
