import { describe, expect, it } from '@jest/globals';
import { recorded } from '@holdfast/event-sourcing/testing';
import { readModelsShowing, storedAt, type Stored } from '@holdfast/http/testing';
import { auditProjection } from './audit.projection.ts';
import { SearchAuditHandler } from './search-audit.handler.ts';
import { SearchAudit, type AuditFilter } from './search-audit.query.ts';

const runId = '019ab300-0000-7e21-8d4f-16b7c8d9ea06';
const named = (name: string): Stored => ['plan-p1', { type: 'PlanCreated', data: { planId: 'p1', name } }];

async function found(events: readonly Stored[], filter: AuditFilter): Promise<readonly number[]> {
  const handler = new SearchAuditHandler(readModelsShowing([auditProjection], ...events));
  return (await handler.execute(new SearchAudit(filter, { limit: 500 }))).items.map(({ position }) => Number(position.split('/')[0]));
}

describe('a search for text', () => {
  it.each([
    `Robert'); DROP TABLE audit;--`,
    '$(rm -rf /) `id` | cat',
    '<script>alert(1)</script>',
    '=HYPERLINK("http://x","y")',
    'a" OR "b" NOT c* NEAR(d) text:e ^f',
    '100 % _ under\\score',
    'zero\0byte',
    '日本語',
    '🙂🙃🙂',
  ])('takes %j as it stands', async (text) => {
    const stored = [named('Nightly'), named(`before ${text} after`), named('Weekly')];
    expect(await found(stored, { q: text })).toEqual([2]);
    expect(await found(stored, { q: `${text}x` })).toEqual([]);
  });

  it('finds what has the letters only in another order in no entry', async () => {
    expect(await found([named('abcabd bcab')], { q: 'abdabc' })).toEqual([]);
  });

  it('finds an id as a whole, alone or with text beside it', async () => {
    const started: Stored = ['run-1', { type: 'RunStarted', data: { runId, note: `follows plan-${runId}` } }];
    const stored = [started, named('Nightly')];
    expect(await found(stored, { q: runId.toUpperCase() })).toEqual([1]);
    expect(await found(stored, { q: `follows plan-${runId}` })).toEqual([1]);
    expect(await found(stored, { q: `precedes plan-${runId}` })).toEqual([]);
    expect(await found(stored, { q: runId.replace('019', '018') })).toEqual([]);
  });

  it('goes through all candidates, however many do not match', async () => {
    const decoys = Array.from({ length: 450 }, () => named('abc bcd'));
    expect(await found([named('abcd'), ...decoys], { q: 'abcd' })).toEqual([1]);
  });
});

describe('a search for a time', () => {
  const minutes = [0, 1, 5, 2, 3, 6];
  const readModels = readModelsShowing([auditProjection]);
  for (const [index, minute] of minutes.entries())
    auditProjection.apply(recorded({ type: 'PlanCreated', data: {} }, index, 'plan-p1', storedAt(minute)), readModels.database);
  const handler = new SearchAuditHandler(readModels);
  const minutesFrom = async (filter: AuditFilter) => {
    const { items } = await handler.execute(new SearchAudit(filter, { limit: 50 }));
    return items.map(({ at }) => (Date.parse(at) - Date.parse(storedAt(0))) / 60_000).reverse();
  };

  it.each<[AuditFilter, readonly number[]]>([
    [{ from: storedAt(2) }, [5, 2, 3, 6]],
    [{ to: storedAt(2) }, [0, 1, 2]],
    [{ from: storedAt(1), to: storedAt(3) }, [1, 2, 3]],
    [{ from: storedAt(7) }, []],
    [{ to: storedAt(-1) }, []],
  ])('finds %j also where the clocks of two processes differed', async (filter, expected) => {
    expect(await minutesFrom(filter)).toEqual(expected);
  });
});
