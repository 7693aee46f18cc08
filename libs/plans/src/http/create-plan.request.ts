import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { PlanDefinition } from '../domain/plan.decider.ts';

/** The kinds of metadata that can be captured. */
export const metadataKinds = ['pullrequests'] as const;

const PATTERN = { each: true, message: 'each pattern is 1 to 200 characters long, without control characters' } as const;

class RepositorySelectionRequest {
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @Matches(/^[^\u0000-\u001f]{1,200}$/, PATTERN)
  include: string[] = ['*'];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @Matches(/^[^\u0000-\u001f]{1,200}$/, PATTERN)
  exclude: string[] = [];
}

class PlanContentRequest {
  @IsOptional()
  @IsBoolean()
  git = true;

  @IsOptional()
  @IsBoolean()
  lfs = false;

  /** Bitbucket itself writes `pullrequests`; spellings with a dash, an underscore or a capital mean the same. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(inProvidersSpelling) : value))
  @IsArray()
  @IsIn(metadataKinds, { each: true })
  metadata: string[] = [...metadataKinds];
}

class AdditionalCredentialsRequest {
  @IsOptional()
  @IsBoolean()
  enabled = false;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  credentialIds: string[] = [];
}

/** `POST /plans`; only `name` and `organizationId` are required. */
export class CreatePlanRequest {
  @IsString()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  organizationId!: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => RepositorySelectionRequest)
  repositories: RepositorySelectionRequest = new RepositorySelectionRequest();

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PlanContentRequest)
  content: PlanContentRequest = new PlanContentRequest();

  /** Runs are started by hand for now: a schedule that would not be kept is refused. */
  @IsOptional()
  @IsIn([null], { message: 'schedule must be null: this version starts runs by hand only' })
  schedule = null;

  @IsOptional()
  @IsIn([null], { message: 'window must be null: this version has no backup window yet' })
  window = null;

  @IsOptional()
  @IsObject()
  retention: Record<string, number> = {};

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AdditionalCredentialsRequest)
  additionalCredentials: AdditionalCredentialsRequest = new AdditionalCredentialsRequest();
}

export function planDefinitionOf(request: CreatePlanRequest): PlanDefinition {
  const { name, organizationId, repositories, content, schedule, window, retention } = request;
  const { include, exclude } = repositories;
  const { git, lfs, metadata } = content;
  return { name, organizationId, repositories: { include, exclude }, content: { git, lfs, metadata }, schedule, window, retention };
}

function inProvidersSpelling(kind: unknown): unknown {
  return typeof kind === 'string' ? kind.toLowerCase().replaceAll(/[-_ ]/g, '') : kind;
}
