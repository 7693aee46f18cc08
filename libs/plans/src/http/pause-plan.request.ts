import { MayBeOmitted } from '@holdfast/http';
import { IsString, MaxLength } from 'class-validator';

/** `POST /plans/{id}/pause`. A body is not needed. */
export class PausePlanRequest {
  @MayBeOmitted()
  @IsString()
  @MaxLength(500)
  reason?: string;
}
