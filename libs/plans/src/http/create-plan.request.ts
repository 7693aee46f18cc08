import { MayBeOmitted } from '@holdfast/http';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsNotEmpty, IsObject, IsString, MaxLength, ValidateIf, ValidateNested } from 'class-validator';
import type { PlanDefinition } from '../domain/plan.decider.ts';
import { IsRetention } from './is-retention.ts';
import { PlanContentRequest } from './plan-content.request.ts';
import { IsPlanName } from './plan-name.ts';
import { PlanScheduleRequest } from './plan-schedule.request.ts';
import { planWindowOf, PlanWindowRequest } from './plan-window.request.ts';
import { RepositorySelectionRequest } from './repository-selection.request.ts';

/** A part that null takes away. */
export function MayBeNull(): PropertyDecorator {
  return ValidateIf((_, value) => value !== null && value !== undefined);
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
  @IsPlanName()
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

  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => PlanScheduleRequest)
  schedule: PlanScheduleRequest | null = null;

  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => PlanWindowRequest)
  window: PlanWindowRequest | null = null;

  @MayBeOmitted()
  @IsObject()
  @IsRetention()
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
    schedule: schedule && { cron: schedule.cron, timezone: schedule.timezone },
    window: window && planWindowOf(window),
    retention,
  };
}
