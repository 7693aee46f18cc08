import type { AuditRow } from '../audit-reader.ts';
import { csvLine } from './csv.ts';

/** How an export is written: the type of its content, what it begins with, and a line for each entry. */
export interface ExportFormat {
  readonly contentType: string;
  readonly fileName: string;
  readonly head: string;
  readonly line: (row: AuditRow) => string;
}

const columns = [
  ...['position', 'eventId', 'at', 'actor', 'from', 'type', 'subject', 'summary', 'reason'],
  ...['before', 'after', 'data', 'correlationId', 'causationId'],
] as readonly (keyof Omit<AuditRow, 'number'>)[];

export const csvExport: ExportFormat = {
  contentType: 'text/csv; charset=utf-8',
  fileName: 'audit.csv',
  head: csvLine(columns),
  line: (row) => csvLine(columns.map((column) => row[column])),
};

/** What is kept as JSON. */
const json: ReadonlySet<string> = new Set(['before', 'after', 'data']);

/** JSON Lines: each line is an entry as `GET /audit` answers it. */
export const jsonLinesExport: ExportFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  fileName: 'audit.jsonl',
  head: '',
  line: (row) => `{${columns.map((column) => `"${column}":${json.has(column) ? row[column] : JSON.stringify(row[column])}`).join(',')}}\n`,
};
