import { MayBeOmitted } from '@holdfast/http';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsString,
  Matches,
  MaxLength,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import type { PlanDefinition } from '../domain/plan.decider.ts';

/** The kinds of metadata that can be captured. */
export const metadataKinds = ['pullrequests'] as const;

const RETENTION = '$property must say how many snapshots to keep, by reason, such as {"daily": 7}';

const PATTERN = { each: true, message: 'each pattern is 1 to 200 characters long, without control characters' } as const;

class RepositorySelectionRequest {
  @MayBeOmitted()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @Matches(/^[^\u0000-\u001f]{1,200}$/, PATTERN)
  include: string[] = ['*'];

  @MayBeOmitted()
  @IsArray()
  @ArrayMaxSize(1_000)
  @Matches(/^[^\u0000-\u001f]{1,200}$/, PATTERN)
  exclude: string[] = [];
}

class PlanContentRequest {
  @MayBeOmitted()
  @IsBoolean()
  git = true;

  @MayBeOmitted()
  @IsBoolean()
  lfs = false;

  /** Bitbucket itself writes `pullrequests`; spellings with a dash, an underscore or a capital mean the same. */
  @MayBeOmitted()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(inProvidersSpelling) : value))
  @IsArray()
  @IsIn(metadataKinds, { each: true })
  metadata: string[] = [...metadataKinds];
}

class AdditionalCredentialsRequest {
  @MayBeOmitted()
  @IsBoolean()
  enabled = false;

  @MayBeOmitted()
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

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => RepositorySelectionRequest)
  repositories: RepositorySelectionRequest = new RepositorySelectionRequest();

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => PlanContentRequest)
  content: PlanContentRequest = new PlanContentRequest();

  /** Runs are started by hand for now: a schedule that would not be kept is refused. */
  @MayBeOmitted()
  @IsIn([null], { message: 'schedule must be null: this version starts runs by hand only' })
  schedule = null;

  @MayBeOmitted()
  @IsIn([null], { message: 'window must be null: this version has no backup window yet' })
  window = null;

  @MayBeOmitted()
  @IsObject()
  @ValidateBy({ name: 'isRetention', validator: { validate: isRetention, defaultMessage: () => RETENTION } })
  retention: Record<string, number> = {};

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => AdditionalCredentialsRequest)
  additionalCredentials: AdditionalCredentialsRequest = new AdditionalCredentialsRequest();
}

export function planDefinitionOf(request: CreatePlanRequest): PlanDefinition {
  const { name, organizationId, repositories, content, schedule, window, retention } = request;
  const { include, exclude } = repositories;
  const { git, lfs, metadata } = content;
  return {
    name,
    organizationId,
    repositories: { include, exclude },
    content: { git, lfs, metadata: [...new Set(metadata)] },
    schedule,
    window,
    retention,
  };
}

function inProvidersSpelling(kind: unknown): unknown {
  return typeof kind === 'string' ? kind.toLowerCase().replaceAll(/[-_ ]/g, '') : kind;
}

/** Whole numbers by name. Which reasons there are, the rules themselves know. */
function isRetention(value: unknown): boolean {
  const rules = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return rules.length <= 20 && rules.every(([reason, kept]) => /^[a-z][a-z_-]{0,39}$/i.test(reason) && isCount(kept));
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000_000;
}
