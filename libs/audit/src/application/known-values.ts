import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import { changeOf, changeWithin, statementsOf, type Change, type Statement } from './changes.ts';

type Fields = Readonly<Record<string, unknown>>;

export const knownValuesSchema = `
  CREATE TABLE audit_known_value (
    subject TEXT NOT NULL, thing TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (subject, thing)
  ) WITHOUT ROWID;
`;

/** Streams that say how something is set: there the trail remembers the values, to tell what they were before. */
const settings = /^(organization|plan|access)-/;

/** What an event changed, by what the trail knew before; from now on it knows what the event says. */
export function learn(database: ReadModelDatabase, subject: string, type: string, data: Fields): Change | null {
  if (!settings.test(subject)) return changeWithin(data);
  const changes = statementsOf(type, data).flatMap((statement) => learnOne(database, subject, statement) ?? []);
  return changeWithin(data) ?? changes.reduce<Change | null>(joined, null);
}

function learnOne(database: ReadModelDatabase, subject: string, statement: Statement): Change | null {
  const { thing, fields } = statement;
  const sql = 'SELECT fields FROM audit_known_value WHERE subject = ? AND thing = ?';
  const row = database.get<{ fields: string }>(sql, subject, thing);
  const known = row ? (JSON.parse(row.fields) as Fields) : null;
  if (fields === null) database.run('DELETE FROM audit_known_value WHERE subject = ? AND thing = ?', subject, thing);
  else database.run('INSERT OR REPLACE INTO audit_known_value VALUES (?, ?, ?)', subject, thing, JSON.stringify({ ...known, ...fields }));
  return changeOf(known, statement);
}

/** Of an event that says something about two things, the second under a name of its own: an organization and its primary credential. */
function joined(one: Change | null, other: Change): Change {
  if (one === null) return other;
  const primary = (fields: Fields | null) => (fields === null ? {} : { primary: fields });
  return { before: merged(one.before, primary(other.before)), after: merged(one.after, primary(other.after)) };
}

function merged(one: Fields | null, other: Fields): Fields | null {
  const both = { ...one, ...other };
  return Object.keys(both).length > 0 ? both : null;
}
