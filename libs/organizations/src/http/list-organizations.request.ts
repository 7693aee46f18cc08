import { MayBeOmitted, PageRequest } from '@holdfast/http';
import { IsIn } from 'class-validator';

/** `GET /organizations`: those that are connected, or those that were. */
export class ListOrganizationsRequest extends PageRequest {
  @MayBeOmitted()
  @IsIn(['connected', 'disconnected'])
  status: 'connected' | 'disconnected' = 'connected';
}
