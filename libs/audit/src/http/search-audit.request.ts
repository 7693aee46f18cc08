import { IsTime, MayBeOmitted, PageRequest } from '@holdfast/http';
import { IsString, MaxLength } from 'class-validator';

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
