import { PageRequest, type Page } from '@holdfast/http';
import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { SearchAudit } from '../application/search-audit.query.ts';
import type { AuditEntry } from '../contracts/audit.views.ts';

/** `GET /audit`. */
export class SearchAuditRequest extends PageRequest {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  actor?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  type?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  subject?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  organizationId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  planId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  runId?: string;

  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @IsOptional()
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
