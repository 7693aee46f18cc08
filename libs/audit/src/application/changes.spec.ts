import { describe, expect, it } from '@jest/globals';
import { readModelsShowing, type Stored } from '@holdfast/http/testing';
import { auditProjection } from './audit.projection.ts';
import { SearchAuditHandler } from './search-audit.handler.ts';
import { SearchAudit } from './search-audit.query.ts';

const plan = (type: string, data: object = {}): Stored => ['plan-p1', { type, data: { planId: 'p1', organizationId: 'o1', ...data } }];
const organization = (type: string, data: object): Stored => ['organization-o1', { type, data: { organizationId: 'o1', ...data } }];
const created = plan('PlanCreated', { name: 'Nightly', schedule: null });
const connected = organization('OrganizationConnected', { name: 'Acme', primary: { credentialId: 'c1', label: 'primary', problems: [] } });
const added = organization('AdditionalCredentialAdded', { credentialId: 'c2', label: 'second', problems: [] });

/** What the last of the events changed. */
async function change(...events: readonly Stored[]): Promise<object> {
  const handler = new SearchAuditHandler(readModelsShowing([auditProjection], ...events));
  const { before, after, reason } = (await handler.execute(new SearchAudit({}, { limit: 1 }))).items[0]!;
  return { before, after, reason };
}

describe('what an event changed', () => {
  it('is all of a thing that is new', async () => {
    expect(await change(created)).toEqual({ before: null, after: { name: 'Nightly', schedule: null }, reason: null });
    const primary = { label: 'primary', problems: [] };
    expect(await change(connected)).toEqual({ before: null, after: { name: 'Acme', primary }, reason: null });
  });

  it('is what has another value than before, and nothing else', async () => {
    const rescheduled = plan('PlanRescheduled', { name: 'Nightly', schedule: { cron: '0 3 * * *' } });
    expect(await change(created, rescheduled)).toMatchObject({ before: { schedule: null }, after: { schedule: { cron: '0 3 * * *' } } });
    const renamed = organization('OrganizationRenamed', { name: 'Acme Ltd' });
    expect(await change(connected, added, renamed)).toMatchObject({ before: { name: 'Acme' }, after: { name: 'Acme Ltd' } });
  });

  it('is kept apart for each credential', async () => {
    const failed = organization('CredentialFailedVerification', { credentialId: 'c2', refusal: { code: 'GONE', message: 'It is gone.' } });
    const verified = (credentialId: string) => organization('CredentialVerified', { credentialId, problems: [{ code: 'SHARED' }] });
    expect(await change(connected, added, failed)).toMatchObject({ before: null, reason: 'It is gone.' });
    const news = { before: { problems: [] }, after: { problems: [{ code: 'SHARED' }] } };
    expect(await change(connected, added, verified('c2'), verified('c1'))).toMatchObject(news);
    expect(await change(connected, added, verified('c2'), verified('c2'))).toMatchObject({ before: null, after: null });
  });

  it('is the end of a thing that was removed', async () => {
    const removed = organization('AdditionalCredentialRemoved', { credentialId: 'c2', label: 'second' });
    expect(await change(connected, added, removed)).toMatchObject({ before: { label: 'second', problems: [] }, after: null });
  });

  it('is told of switches, whose events only say which way', async () => {
    const on = plan('AdditionalCredentialsSwitchedOn');
    expect(await change(created, on)).toMatchObject({ before: { additionalCredentials: false }, after: { additionalCredentials: true } });
    const [enabled, disabled] = ['Enabled', 'Disabled'].map((end) =>
      plan(`PlanCredential${end}`, { credentialId: 'c2', reason: 'REMOVED' }),
    );
    const off = { before: { enabled: true }, after: { enabled: false }, reason: 'REMOVED' };
    expect(await change(created, enabled!, disabled!)).toEqual(off);
  });

  it('is nothing when something was refused', async () => {
    const rejected = organization('AdditionalCredentialRejected', {
      label: 'third',
      refusal: { code: 'NO', message: 'Scopes are missing.' },
    });
    expect(await change(connected, rejected)).toEqual({ before: null, after: null, reason: 'Scopes are missing.' });
  });

  it('is what the event itself says of both', async () => {
    const [from, to] = [{ label: 'primary' }, { label: 'second' }];
    const switched: Stored = ['task-t1', { type: 'TaskCredentialSwitched', data: { from, to, reason: 'RATE_LIMITED' } }];
    expect(await change(switched)).toEqual({ before: from, after: to, reason: 'RATE_LIMITED' });
    const edited = plan('PlanEdited', { before: { name: 'Nightly' }, after: { name: 'Weekly' } });
    expect(await change(created, edited)).toMatchObject({ before: { name: 'Nightly' }, after: { name: 'Weekly' } });
    const renamed = plan('PlanRenamed', { name: 'Monthly' });
    expect(await change(created, edited, renamed)).toMatchObject({ before: { name: 'Weekly' }, after: { name: 'Monthly' } });
  });
});
