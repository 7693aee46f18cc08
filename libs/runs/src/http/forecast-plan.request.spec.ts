import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused } from '@holdfast/http/testing';
import { ForecastPlanRequest } from './forecast-plan.request.ts';

describe('a request for a forecast', () => {
  it('need not say anything', async () => {
    expect(await fieldsRefused(ForecastPlanRequest, {})).toEqual([]);
  });

  it.each([0, -1, 65, 1.5, '4', null])('supposes no %p accounts', async (accounts) => {
    expect(await fieldsRefused(ForecastPlanRequest, { accounts })).toEqual(['accounts']);
  });

  it.each([0, -1, 31_536_001, 0.5, '3600', null])('has no window of %p seconds', async (windowSeconds) => {
    expect(await fieldsRefused(ForecastPlanRequest, { windowSeconds })).toEqual(['windowSeconds']);
  });
});

describeRequest('request for a forecast', ForecastPlanRequest, { accounts: 4, windowSeconds: 3_600 });
