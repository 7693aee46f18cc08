import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import { afterKey, pageOf, type Page, type PageRequest } from '@holdfast/http';
import { sentenceOf, type Bucket, type ChoiceRecord } from '@holdfast/quota';
import type { LeaseDecisionView } from './runs.query.ts';

interface DecisionRow extends Omit<LeaseDecisionView, 'account' | 'label' | 'rule' | 'candidates' | 'sentence'> {
  readonly bucket: Bucket;
  readonly choice: string;
}

interface Names {
  readonly label: string;
  readonly account: string | null;
}

/** Why each lease of a run went to its account, oldest first, in the words and names of today. */
export function decisionsOf(database: ReadModelDatabase, runId: string, page: PageRequest): Page<LeaseDecisionView> {
  const sql = `
    SELECT id, runId, taskId, at, accountId, credentialId, bucket, requests, choice
    FROM lease_decision WHERE runId = ? AND id > ? ORDER BY id LIMIT ?`;
  const rows = database.all<DecisionRow>(sql, runId, afterKey(page, ''), page.limit + 1);
  const namesOf = namesIn(database);
  return pageOf(
    rows,
    page.limit,
    ({ id }) => id,
    (row) => decisionView(row, namesOf),
  );
}

function decisionView({ choice: stored, ...row }: DecisionRow, namesOf: (credentialId: string) => Names): LeaseDecisionView {
  const choice = JSON.parse(stored) as ChoiceRecord;
  const candidates = choice.candidates.map(({ accountId, credentialId, available, limit = null, sees = null }) => {
    return { accountId, credentialId, ...namesOf(credentialId), available, limit, sees };
  });
  const sentence = sentenceOf({ ...row, choice }, (credentialId) => `'${namesOf(credentialId).label}'`);
  return { ...row, ...namesOf(row.credentialId), rule: choice.rule, candidates, sentence };
}

function namesIn(database: ReadModelDatabase): (credentialId: string) => Names {
  const rows = database.all<Names & { credentialId: string }>('SELECT credentialId, label, accountName AS account FROM credential_label');
  const known = new Map(rows.map(({ credentialId, label, account }) => [credentialId, { label, account }]));
  return (credentialId) => known.get(credentialId) ?? { label: 'removed credential', account: null };
}
