import { Readable } from 'node:stream';
import { ReadModels } from '@holdfast/event-sourcing';
import type { Page } from '@holdfast/http';
import { Controller, Get, Query, Req, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Request } from 'express';
import { exportOf } from '../application/export/export-audit.ts';
import { csvExport, jsonLinesExport, type ExportFormat } from '../application/export/export-formats.ts';
import { SearchAudit } from '../application/search-audit.query.ts';
import type { AuditEntry } from '../contracts/audit.views.ts';
import { SearchAuditRequest } from './search-audit.request.ts';

/** Formats other than a page of JSON, by what `Accept` names. */
const exports: Readonly<Record<string, ExportFormat>> = { 'text/csv': csvExport, 'application/x-ndjson': jsonLinesExport };

@Controller('audit')
export class AuditController {
  constructor(
    private readonly queries: QueryBus,
    private readonly readModels: ReadModels,
  ) {}

  /**
   * A page as JSON; as CSV or JSON Lines all that matches, whatever `limit` and `cursor` say. What goes wrong on the way breaks the connection
   * off, so that nobody takes a part for the whole.
   */
  @Get()
  search(@Query() request: SearchAuditRequest, @Req() asked: Request): Promise<Page<AuditEntry>> | StreamableFile {
    const { limit, cursor, ...filter } = request;
    const format = exports[String(asked.accepts(['application/json', ...Object.keys(exports)]))];
    if (!format) return this.queries.execute(new SearchAudit(filter, { limit, ...(cursor !== undefined && { cursor }) }));
    const text = Readable.from(exportOf(this.readModels.database, filter, format), { objectMode: false });
    return new StreamableFile(text, { type: format.contentType, disposition: `attachment; filename="${format.fileName}"` });
  }
}
