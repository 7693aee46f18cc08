import { accessRoles, type AccessRole } from '@holdfast/access/contracts';

/** Who may use a route: anybody, also without a token, or tokens of these roles. */
export type Permission = 'open' | readonly AccessRole[];

/** By method and path, as the route is registered. */
export type RouteRoles = Readonly<Record<string, Permission>>;

export const ROUTE_ROLES = Symbol('RouteRoles');

const everyRole = accessRoles;
const administrators = ['administrator'] as const;
const backupOperators = ['administrator', 'backup_operator'] as const;
const restoreOperators = ['administrator', 'restore_operator'] as const;

/** Each route of the gateway. A route that is missing here stops the start, and so does a line without a route. */
export const routeRoles: RouteRoles = {
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  'GET /metrics': 'open',
  'GET /api/openapi.json': 'open',
  'GET /api/docs': 'open',
  'GET /api/docs/show-document.js': 'open',
  'GET /api/docs/swagger-ui-bundle.js': 'open',
  'GET /api/docs/swagger-ui.css': 'open',

  'GET /api/v1/me': everyRole,
  'POST /api/v1/tokens': administrators,
  'GET /api/v1/tokens': everyRole,
  'GET /api/v1/tokens/:id': everyRole,
  'DELETE /api/v1/tokens/:id': administrators,

  'POST /api/v1/organizations': administrators,
  'GET /api/v1/organizations': everyRole,
  'GET /api/v1/organizations/:id': everyRole,
  'PATCH /api/v1/organizations/:id': administrators,
  'DELETE /api/v1/organizations/:id': administrators,
  'POST /api/v1/organizations/:id/credentials': administrators,
  'GET /api/v1/organizations/:id/credentials': everyRole,
  'GET /api/v1/organizations/:id/credentials/:credentialId': everyRole,
  'PATCH /api/v1/organizations/:id/credentials/:credentialId': administrators,
  'PUT /api/v1/organizations/:id/credentials/:credentialId/secret': administrators,
  'POST /api/v1/organizations/:id/credentials/:credentialId/verifications': backupOperators,
  'DELETE /api/v1/organizations/:id/credentials/:credentialId': administrators,

  'POST /api/v1/plans': administrators,
  'GET /api/v1/plans': everyRole,
  'GET /api/v1/plans/:id': everyRole,
  'PATCH /api/v1/plans/:id': administrators,
  'DELETE /api/v1/plans/:id': administrators,
  'POST /api/v1/plans/:id/clone': administrators,
  'POST /api/v1/plans/:id/pause': backupOperators,
  'POST /api/v1/plans/:id/resume': backupOperators,
  'PUT /api/v1/plans/:id/additional-credentials': administrators,
  'PUT /api/v1/plans/:id/additional-credentials/:credentialId': administrators,
  'DELETE /api/v1/plans/:id/additional-credentials/:credentialId': administrators,
  'POST /api/v1/plans/:id/runs': backupOperators,
  'GET /api/v1/plans/:id/retention': everyRole,
  'POST /api/v1/plans/:id/forecast': backupOperators,

  'GET /api/v1/runs': everyRole,
  'GET /api/v1/runs/:id': everyRole,
  'POST /api/v1/runs/:id/cancel': backupOperators,
  'POST /api/v1/runs/:id/retry': backupOperators,
  'GET /api/v1/runs/:id/tasks': everyRole,
  'GET /api/v1/runs/:id/decisions': everyRole,
  'GET /api/v1/accounts': everyRole,
  'PUT /api/v1/accounts/:id/limits': administrators,

  'GET /api/v1/organizations/:id/repositories': everyRole,
  'GET /api/v1/repositories/:id/snapshots': everyRole,
  'GET /api/v1/snapshots/:id': everyRole,
  'POST /api/v1/restores': restoreOperators,
  'GET /api/v1/restores/:id': everyRole,

  'GET /api/v1/audit': everyRole,
  'GET /api/v1/audit/verification': everyRole,
  'GET /api/v1/audit/anchors': everyRole,
  'POST /api/v1/audit/anchors': administrators,

  'GET /api/v1/parked': everyRole,
  'GET /api/v1/parked/:id': everyRole,
  'POST /api/v1/parked/:id/replay': administrators,
  'POST /api/v1/parked/:id/discard': administrators,
  'GET /api/v1/read-models': everyRole,
  'POST /api/v1/read-models/rebuild': administrators,
};
