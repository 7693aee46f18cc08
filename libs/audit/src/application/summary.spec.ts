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

  it.each<[string, object, string]>([
    ['SagaAdvanced', { saga: 'EndRun', commands: [{ type: 'EndRun', data: {} }] }, 'Saga advanced: EndRun decided EndRun'],
    ['SagaCommandParked', { saga: 'EndRun', code: 'RUN_NOT_FOUND' }, 'Saga command parked: EndRun, RUN_NOT_FOUND'],
    ['CommandRefused', { command: 'StartRun', code: 'RUN_GOING_ON' }, 'Command refused: StartRun, RUN_GOING_ON'],
    ['CommandRefusalsCounted', { command: 'StartRun', code: 'NO', refusals: 7 }, 'Command refusals counted: StartRun, NO, 7 times'],
    ['CredentialSecretOpened', { reason: 'CAPTURE' }, 'Credential secret opened: CAPTURE'],
    ['AccessTokenUsed', { name: 'nightly', address: '192.0.2.1' }, 'Access token used: nightly'],
    ['AccessRefused', { requests: 12 }, 'Access refused: 12 requests'],
    ['AuditAnchored', { events: 1000 }, 'Audit anchored: 1000 events'],
  ])('tells what matters of %s', (type, data, expected) => {
    expect(summaryOf(type, data as Readonly<Record<string, unknown>>)).toBe(expected);
  });
});
