import { MayBeOmitted } from '@holdfast/http';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import type { PlanChanges } from '../domain/plan-terms.ts';
import { MayBeNull } from './create-plan.request.ts';
import { IsRetention } from './is-retention.ts';
import { PlanContentChange } from './plan-content.request.ts';
import { IsPlanName } from './plan-name.ts';
import { PlanScheduleRequest } from './plan-schedule.request.ts';
import { PlanWindowRequest } from './plan-window.request.ts';
import { RepositorySelectionChange } from './repository-selection.request.ts';

/** `PATCH /plans/{id}`: what is left out stays, null takes the schedule or the window away. */
export class EditPlanRequest {
  @MayBeOmitted()
  @IsPlanName()
  name?: string;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => RepositorySelectionChange)
  repositories?: RepositorySelectionChange;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => PlanContentChange)
  content?: PlanContentChange;

  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => PlanScheduleRequest)
  schedule?: PlanScheduleRequest | null;

  @MayBeNull()
  @IsObject()
  @ValidateNested()
  @Type(() => PlanWindowRequest)
  window?: PlanWindowRequest | null;

  @MayBeOmitted()
  @IsObject()
  @IsRetention()
  retention?: Record<string, number>;
}

/** What the request says, and nothing of its classes: what it does not say is left out. */
export function planChangesOf({ content, ...others }: EditPlanRequest): PlanChanges {
  const kinds = content?.metadata && [...new Set(content.metadata)];
  const changes = { ...others, content: content && { git: content.git, lfs: content.lfs, metadata: kinds } };
  return JSON.parse(JSON.stringify(changes)) as PlanChanges;
}
