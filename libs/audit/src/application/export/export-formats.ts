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

/** JSON Lines: each line is an entry as `GET /audit` answers it. What is kept as JSON is not parsed; the fields are named one by one for speed. */
export const jsonLinesExport: ExportFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  fileName: 'audit.jsonl',
  head: '',
  line: (row) => {
    const who = `"position":${json(row.position)},"eventId":${json(row.eventId)},"at":${json(row.at)},"actor":${json(row.actor)},"from":${json(row.from)}`;
    const what = `"type":${json(row.type)},"subject":${json(row.subject)},"summary":${json(row.summary)},"reason":${json(row.reason)}`;
    const values = `"before":${row.before ?? 'null'},"after":${row.after ?? 'null'},"data":${row.data}`;
    const story = `"correlationId":${json(row.correlationId)},"causationId":${json(row.causationId)}`;
    return `{${who},${what},${values},${story}}\n`;
  },
};

const json = (value: string | null): string => JSON.stringify(value);
