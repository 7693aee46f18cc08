import { MayBeOmitted, PageRequest } from '@holdfast/http';
import { IsIn, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { parkedStatuses, type ParkedStatus } from './parked.view.ts';

/** `GET /parked`. */
export class ListParkedRequest extends PageRequest {
  @MayBeOmitted()
  @IsString()
  @MaxLength(100)
  saga?: string;

  @MayBeOmitted()
  @IsIn(parkedStatuses)
  status?: ParkedStatus;
}

/** `POST /parked/:id/discard`. */
export class DiscardParkedRequest {
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  reason!: string;
}
