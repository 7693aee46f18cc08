import { buckets, type Bucket, type SetLimit } from '@holdfast/quota';
import { MayBeOmitted } from '@holdfast/http';
import { Type } from 'class-transformer';
import {
  IsInt,
  IsNumber,
  IsObject,
  Max,
  Min,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidationArguments,
} from 'class-validator';

/** What may be used of one bucket. */
export class BucketLimitRequest {
  /** Requests in a window. */
  @MayBeOmitted()
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  limit?: number;

  /** The share of the limit that is left to others. */
  @MayBeOmitted()
  @IsNumber()
  @Min(0)
  @Max(0.95)
  reserve?: number;
}

/** The limit of `api` follows from the seats, or is said; not both. */
@ValidatorConstraint()
class SaysNoLimitOfApi {
  validate(_: unknown, { object }: ValidationArguments): boolean {
    return (object as SetAccountLimitsRequest).api?.limit === undefined;
  }

  defaultMessage(): string {
    return 'seats must not be given together with api.limit, which follows from them';
  }
}

/** `PUT /accounts/{id}/limits`. What is left out follows the provider's headers and the settings. */
export class SetAccountLimitsRequest {
  /** Paid seats of the workspace: limits of access tokens grow with them. */
  @MayBeOmitted()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  @Validate(SaysNoLimitOfApi)
  seats?: number;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => BucketLimitRequest)
  api?: BucketLimitRequest;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => BucketLimitRequest)
  git?: BucketLimitRequest;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => BucketLimitRequest)
  raw?: BucketLimitRequest;

  @MayBeOmitted()
  @IsObject()
  @ValidateNested()
  @Type(() => BucketLimitRequest)
  webhooks?: BucketLimitRequest;
}

/** By bucket, those that say anything. */
export function limitsIn(request: SetAccountLimitsRequest): Partial<Record<Bucket, SetLimit>> {
  const said = buckets.flatMap((bucket) => {
    const { limit = null, reserve = null } = request[bucket] ?? {};
    return limit === null && reserve === null ? [] : [[bucket, { limit, reserve }] as const];
  });
  return Object.fromEntries(said);
}
