import { IsTime, MayBeOmitted, PageRequest, type Page } from '@holdfast/http';
import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { IsString, MaxLength } from 'class-validator';
import { SearchAudit } from '../application/search-audit.query.ts';
import type { AuditEntry } from '../contracts/audit.views.ts';

/** `GET /audit`. */
export class SearchAuditRequest extends PageRequest {
  @MayBeOmitted()
  @IsString()
  @MaxLength(200)
  actor?: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(200)
  type?: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(200)
  subject?: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(100)
  organizationId?: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(100)
  planId?: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(100)
  runId?: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(100)
  correlationId?: string;

  @MayBeOmitted()
  @IsTime()
  from?: string;

  @MayBeOmitted()
  @IsTime()
  to?: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(200)
  q?: string;
}

@Controller('audit')
export class AuditController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  search(@Query() request: SearchAuditRequest): Promise<Page<AuditEntry>> {
    const { limit, cursor, ...filter } = request;
    return this.queries.execute(new SearchAudit(filter, { limit, ...(cursor !== undefined && { cursor }) }));
  }
}
