import type { AccessTokenView, SenderView } from '@holdfast/access/contracts';
import type { RouteDescriptions } from '../route-description.ts';
import { ids, pageOf } from './examples.ts';

const token: AccessTokenView = {
  ...{ id: ids.token, name: 'nightly script', role: 'backup_operator', status: 'active' },
  ...{ createdAt: '2026-11-22T08:00:00.000Z', createdBy: 'token:administrator' },
  ...{ expiresAt: '2027-11-22T00:00:00.000Z', lastUsedAt: '2026-11-23T02:00:00.000Z' },
};
const sender: SenderView = { id: ids.token, name: 'nightly script', role: 'backup_operator', expiresAt: '2027-11-22T00:00:00.000Z' };

export const accessRoutes: RouteDescriptions = {
  'GET /api/v1/me': { summary: 'Whose token this is', answer: sender },
  'POST /api/v1/tokens': {
    summary: 'Create a token',
    errors: ['ACCESS_TOKEN_NAME_TAKEN', 'ACCESS_TOKEN_SHOWN_BEFORE'],
    request: { name: 'nightly script', role: 'backup_operator', expiresAt: '2027-11-22' },
    answer: { id: ids.token, token: 'holdfast_k3Jd0…' },
  },
  'GET /api/v1/tokens': { summary: 'List the tokens', answer: pageOf(token) },
  'GET /api/v1/tokens/:id': { summary: 'Show a token', errors: ['ACCESS_TOKEN_NOT_FOUND'], answer: token },
  'DELETE /api/v1/tokens/:id': {
    summary: 'Revoke a token',
    errors: ['ACCESS_TOKEN_NOT_FOUND', 'LAST_ADMINISTRATOR', 'TOKEN_OF_SETTINGS'],
  },
};
