import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused } from '@holdfast/http/testing';
import { ListRunsRequest } from './runs.controller.ts';

describeRequest('ListRunsRequest', ListRunsRequest, {
  limit: '20',
  cursor: 'YQ',
  planId: 'p1',
  organizationId: 'o1',
  status: 'throttled',
});

describe('the filter of a list of runs', () => {
  it.each([
    ['status', 'failed'],
    ['status', ['running', 'throttled']],
    ['planId', 'x'.repeat(101)],
    ['organizationId', ['o1', 'o2']],
    ['limit', '0'],
  ])('names %s when it is %j', async (field, value) => {
    expect(await fieldsRefused(ListRunsRequest, { [field]: value })).toEqual([field]);
  });
});
