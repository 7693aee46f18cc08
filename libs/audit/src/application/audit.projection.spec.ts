import { describe, expect, it } from '@jest/globals';
import { recorded } from '@holdfast/event-sourcing/testing';
import { readModelsShowing, storedAt, type Stored } from '@holdfast/http/testing';
import { auditProjection } from './audit.projection.ts';
import { SearchAuditHandler } from './search-audit.handler.ts';
import { SearchAudit, type AuditFilter } from './search-audit.query.ts';

const created: Stored = ['plan-p1', { type: 'PlanCreated', data: { planId: 'p1', organizationId: 'o1', name: 'Nächtlich' } }];
const enabled: Stored = [
  'plan-p1',
  { type: 'PlanCredentialEnabled', data: { planId: 'p1', organizationId: 'o1', credentialId: 'c2', label: 'second' } },
];
const started: Stored = ['run-r1', { type: 'RunStarted', data: { runId: 'r1', planId: 'p1', organizationId: 'o1' } }];
const captured: Stored = ['task-t1', { type: 'TaskCaptured', data: { taskId: 't1', runId: 'r1', repository: { fullName: 'acme/Web' } } }];
const other: Stored = ['plan-p2', { type: 'PlanCreated', data: { planId: 'p2', organizationId: 'o2', name: 'Weekly' } }];
const story = [created, enabled, started, captured, other];

const search = (events: readonly Stored[], filter: AuditFilter = {}, page: { limit: number; cursor?: string } = { limit: 50 }) =>
  new SearchAuditHandler(readModelsShowing([auditProjection], ...events)).execute(new SearchAudit(filter, page));
const types = async (filter: AuditFilter) => (await search(story, filter)).items.map(({ type, subject }) => `${subject} ${type}`).reverse();

describe('the audit trail', () => {
  it('tells who did what, when, to what, and in what connection', async () => {
    const { id, metadata } = recorded({ type: 'PlanCreated', data: {} }, 0, 'plan-p1');
    expect((await search([created])).items).toEqual([
      {
        ...{ position: '1/1', eventId: id, at: storedAt(0), actor: 'token:test', from: null, type: 'PlanCreated', subject: 'plan-p1' },
        ...{ summary: 'Plan created: Nächtlich', reason: null, before: null, after: { name: 'Nächtlich' } },
        ...{ data: created[1].data, correlationId: id, causationId: metadata.$causationId },
      },
    ]);
  });

  it('begins with the newest, page by page, and misses nothing', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { items, nextCursor } = await search(story, {}, cursor === null ? { limit: 2 } : { limit: 2, cursor });
      seen.push(...items.map(({ position }) => position));
      cursor = nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['5/5', '4/4', '3/3', '2/2', '1/1']);
  });

  it.each<[string, AuditFilter, readonly string[]]>([
    ['a kind of event', { type: 'PlanCreated' }, ['plan-p1 PlanCreated', 'plan-p2 PlanCreated']],
    ['an organization', { organizationId: 'o2' }, ['plan-p2 PlanCreated']],
    ['a plan, its runs included', { planId: 'p1' }, ['plan-p1 PlanCreated', 'plan-p1 PlanCredentialEnabled', 'run-r1 RunStarted']],
    ['a run, its tasks included', { runId: 'r1' }, ['run-r1 RunStarted', 'task-t1 TaskCaptured']],
    ['a subject by its stream', { subject: 'plan-p2' }, ['plan-p2 PlanCreated']],
    ['a subject by its id', { subject: 'p2' }, ['plan-p2 PlanCreated']],
    ['an actor', { actor: 'token:test', type: 'RunStarted' }, ['run-r1 RunStarted']],
    ['somebody who did nothing', { actor: 'token:nobody' }, []],
    ['a time from which on', { from: storedAt(3) }, ['task-t1 TaskCaptured', 'plan-p2 PlanCreated']],
    ['a time up to which', { to: storedAt(1) }, ['plan-p1 PlanCreated', 'plan-p1 PlanCredentialEnabled']],
    ['a time in another time zone', { from: '2026-11-22T09:04:00+01:00' }, ['plan-p2 PlanCreated']],
    ['a word of the summary', { q: 'CREDENTIAL enabled' }, ['plan-p1 PlanCredentialEnabled']],
    ['a word of the data', { q: 'ACME/web' }, ['task-t1 TaskCaptured']],
    ['a word with letters beyond ASCII', { q: 'NÄCHTlich' }, ['plan-p1 PlanCreated']],
    ['a text of two letters', { q: 'ÄC' }, ['plan-p1 PlanCreated']],
    ['a word that stands nowhere, not a pattern', { q: 'plan%created' }, []],
    ['everything together', { planId: 'p1', type: 'PlanCreated', q: 'lich', from: storedAt(0), to: storedAt(0) }, ['plan-p1 PlanCreated']],
  ])('can be asked for %s', async (_, filter, expected) => {
    expect(await types(filter)).toEqual(expected);
  });

  it('holds the decisions of sagas, but not how far they have read', async () => {
    const advanced: Stored = ['saga-EndRun-r1', { type: 'SagaAdvanced', data: { saga: 'EndRun' } }];
    const parked: Stored = ['sagaParked-EndRun', { type: 'SagaCommandParked', data: { saga: 'EndRun', code: 'RUN_NOT_FOUND' } }];
    const checkpoint: Stored = ['sagaCheckpoint-EndRun', { type: 'SagaCheckpointReached', data: { saga: 'EndRun' } }];
    const { items } = await search([advanced, parked, checkpoint]);
    expect(items.map(({ summary }) => summary)).toEqual(['Saga command parked: EndRun, RUN_NOT_FOUND', 'Saga advanced: EndRun']);
  });

  it('goes on when somebody else writes into a stream that is called like ours', async () => {
    const readModels = readModelsShowing([auditProjection], created);
    const foreign = { ...recorded({ type: 'Opened', data: {} }, 1, 'account-4711'), metadata: {} };
    auditProjection.apply(foreign as unknown as Parameters<typeof auditProjection.apply>[0], readModels.database);
    const { items } = await new SearchAuditHandler(readModels).execute(new SearchAudit({}, { limit: 50 }));
    expect(items).toMatchObject([{ type: 'Opened', actor: 'unknown', at: '', correlationId: '' }, { type: 'PlanCreated' }]);
  });

  it('takes an event once, also when it is applied again', async () => {
    const readModels = readModelsShowing([auditProjection], created);
    auditProjection.apply(recorded(created[1], 0, created[0]), readModels.database);
    expect((await new SearchAuditHandler(readModels).execute(new SearchAudit({}, { limit: 50 }))).items).toHaveLength(1);
  });
});
