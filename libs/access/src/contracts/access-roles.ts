/** What a token may be for. What each may do is in one table, `apps/gateway/src/access/route-roles.ts`. */
export const accessRoles = ['administrator', 'backup_operator', 'restore_operator', 'auditor'] as const;
export type AccessRole = (typeof accessRoles)[number];
