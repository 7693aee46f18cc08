import { IsBoolean } from 'class-validator';

/** `PUT /plans/{id}/additional-credentials`. */
export class SwitchAdditionalCredentialsRequest {
  @IsBoolean()
  enabled!: boolean;
}
