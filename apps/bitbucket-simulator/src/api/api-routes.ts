import type { RequiredScopes } from '../access/scopes.ts';
import { Router } from '../http/router.ts';
import type { Bucket } from '../limits/rate-limits.ts';
import { bucketOf } from './buckets.ts';
import { commitRoutes } from './commit-routes.ts';
import { scopesOfOperation } from './operation-scopes.ts';
import { pullRequestRoutes } from './pull-request-routes.ts';
import { pullRequestWrites } from './pull-request-writes.ts';
import { refRoutes } from './ref-routes.ts';
import { removedEndpoints } from './removed-endpoints.ts';
import { repositoryRoutes } from './repository-routes.ts';
import type { Handler } from './route.ts';
import { settingsRoutes } from './settings-routes.ts';
import { settingsWrites } from './settings-writes.ts';
import type { Simulation } from './simulation.ts';
import { userRoutes } from './user-routes.ts';
import { workspaceRoutes } from './workspace-routes.ts';
import { workspaceSettingsRoutes } from './workspace-settings-routes.ts';

export interface Operation {
  readonly name: string;
  readonly bucket: Bucket;
  readonly scopes: RequiredScopes;
  readonly handle: Handler;
}

/** All that is answered under `/2.0`. */
export function apiRoutes(simulation: Simulation): Router<Operation> {
  const router = new Router<Operation>();
  const routes = {
    ...removedEndpoints(simulation),
    ...userRoutes(simulation),
    ...workspaceRoutes(simulation),
    ...workspaceSettingsRoutes(simulation),
    ...repositoryRoutes(simulation),
    ...refRoutes(simulation),
    ...pullRequestRoutes(simulation),
    ...commitRoutes(simulation),
    ...pullRequestWrites(simulation),
    ...settingsRoutes(simulation),
    ...settingsWrites(simulation),
  };
  for (const [name, handle] of Object.entries(routes)) {
    const scopes = scopesOfOperation(name) ?? { classic: [], apiToken: [] };
    router.add(takingTheRest(name), { name, handle, scopes, bucket: bucketOf(name) });
  }
  return router;
}

/** Names of branches and paths of files have slashes in them. */
function takingTheRest(operation: string): string {
  return operation.replace(/\{(name|path)\}$/, '{$1...}');
}
