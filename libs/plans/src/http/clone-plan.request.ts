import { IsPlanName } from './plan-name.ts';

/** `POST /plans/{id}/clone`. */
export class ClonePlanRequest {
  @IsPlanName()
  name!: string;
}
