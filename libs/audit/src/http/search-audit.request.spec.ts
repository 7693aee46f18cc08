import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused } from '@holdfast/http/testing';
import { SearchAuditRequest } from './search-audit.request.ts';

describeRequest('SearchAuditRequest', SearchAuditRequest, {
  ...{ limit: '20', cursor: 'YQ', actor: 'token:administrator', type: 'PlanCreated', subject: 'plan-p1', q: 'nightly' },
  ...{ organizationId: 'o1', planId: 'p1', runId: 'r1', from: '2026-11-01', to: '2026-11-22T08:00:00Z' },
});

describe('a search of the audit trail', () => {
  it.each([
    ['from', '2026-W30'],
    ['to', '2026-11-31'],
    ['to', '2026-11-22T08:00:00'],
    ['q', ['a', 'b']],
    ['q', 'x'.repeat(201)],
    ['actor', {}],
  ])('names %s when it is %j', async (field, value) => {
    expect(await fieldsRefused(SearchAuditRequest, { [field]: value })).toEqual([field]);
  });
});
