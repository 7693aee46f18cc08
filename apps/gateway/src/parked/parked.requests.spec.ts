import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused } from '@holdfast/http/testing';
import { DiscardParkedRequest, ListParkedRequest } from './parked.requests.ts';

describeRequest('ListParkedRequest', ListParkedRequest, { limit: '20', cursor: 'YQ', saga: 'EndRunWhenTasksHaveEnded', status: 'parked' });
describeRequest('DiscardParkedRequest', DiscardParkedRequest, { reason: 'the run is long over' });

describe('discarding', () => {
  it.each([
    ['nothing', ''],
    ['a novel', 'x'.repeat(501)],
    ['a number', 7],
    ['null', null],
  ])('needs a reason, not %s', async (_, reason) => {
    expect(await fieldsRefused(DiscardParkedRequest, { reason })).toEqual(['reason']);
  });
});

describe('the filter of what is parked', () => {
  it('knows the statuses', async () => {
    expect(await fieldsRefused(ListParkedRequest, { status: 'lost' })).toEqual(['status']);
  });
});
