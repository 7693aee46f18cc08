import type { AuditEntry, AuditVerification } from '@holdfast/audit/contracts';
import type { RouteDescriptions } from '../route-description.ts';
import { ids, pageOf } from './examples.ts';

const entry: AuditEntry = {
  ...{ position: '81212/81212', eventId: ids.event, at: '2026-11-22T08:02:00.000Z', actor: 'token:administrator', from: '192.0.2.7' },
  ...{ type: 'PlanCredentialEnabled', subject: `plan-${ids.plan}`, summary: 'enabled a credential in a plan', reason: null },
  ...{ before: null, after: null, data: { planId: ids.plan, credentialId: ids.additional } },
  ...{ correlationId: 'ci-run-4711', causationId: ids.event },
};
const head = 'a1f0c6e83f027327d8461063f4ac58a6a1f0c6e83f027327d8461063f4ac58a6';
const verification: AuditVerification = {
  ...{ ok: true, events: 4_512, head, firstMismatch: null, verifiedFrom: 0 },
  ...{ anchors: 3, lastAnchor: { events: 4_400, at: '2026-11-23T00:00:00.000Z' } },
};
const publicKey = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=';
const anchor = {
  ...{ events: 4_400, head, lastEventId: ids.event, lastPosition: '81212/81212', at: '2026-11-23T00:00:00.000Z' },
  ...{ publicKey, signature: 'c2lnbmF0dXJl' },
};

export const auditRoutes: RouteDescriptions = {
  'GET /api/v1/audit': {
    summary: 'Search the audit trail, newest first',
    answer: pageOf(entry),
    streams: {
      'text/csv': 'position,at,actor,type\n81212/81212,2026-11-22T08:02:00.000Z,token:administrator,PlanCredentialEnabled\n',
      'application/x-ndjson': `${JSON.stringify(entry)}\n`,
    },
  },
  'GET /api/v1/audit/verification': { summary: 'Check that no event was changed, removed or inserted', answer: verification },
  'GET /api/v1/audit/anchors': {
    summary: 'List the signed anchors, oldest first',
    answer: { publicKey, items: [anchor] },
    streams: { 'application/x-ndjson': `${JSON.stringify(anchor)}\n` },
  },
  'POST /api/v1/audit/anchors': { summary: 'Seal what is stored now', answer: anchor },
};
