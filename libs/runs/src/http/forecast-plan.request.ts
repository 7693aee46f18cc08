import { MayBeOmitted } from '@holdfast/http';
import { MOST_ACCOUNTS } from '@holdfast/quota';
import { IsInt, Max, Min } from 'class-validator';

/** A year. */
const LONGEST_WINDOW_SECONDS = 31_536_000;

/** `POST /plans/{id}/forecast`. A body is not needed. */
export class ForecastPlanRequest {
  /** How many accounts to suppose; those that the plan may use, without. */
  @MayBeOmitted()
  @IsInt()
  @Min(1)
  @Max(MOST_ACCOUNTS)
  accounts?: number;

  /** In which time it is to be done. */
  @MayBeOmitted()
  @IsInt()
  @Min(1)
  @Max(LONGEST_WINDOW_SECONDS)
  windowSeconds?: number;
}
