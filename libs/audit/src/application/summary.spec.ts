import { describe, expect, it } from '@jest/globals';
import { summaryOf } from './summary.ts';

describe('the summary of an audit entry', () => {
  it('says the event in words', () => {
    expect(summaryOf('RunPlanned', { runId: 'r' })).toBe('Run planned');
  });

  it('names what a person knows the subject by', () => {
    expect(summaryOf('PlanCredentialEnabled', { label: 'second' })).toBe('Plan credential enabled: second');
    expect(summaryOf('TaskCaptured', { repository: { fullName: 'acme/web' } })).toBe('Task captured: acme/web');
  });

  it('tells a switch from one account to the other, with its reason', () => {
    const data = { from: { label: 'primary' }, to: { label: 'second' }, reason: 'RATE_LIMITED' };
    expect(summaryOf('TaskCredentialSwitched', data)).toBe('Task credential switched: from primary to second, RATE_LIMITED');
  });
});
