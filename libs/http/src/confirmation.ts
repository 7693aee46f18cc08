import { DomainError } from '@holdfast/event-sourcing';
import { IsString, MaxLength } from 'class-validator';

/** The body of what cannot be taken back: the name of what it is done to, once more. */
export class ConfirmedRequest {
  @IsString()
  @MaxLength(200)
  confirm!: string;
}

/** Refuses what cannot be taken back (409, `errors` names `confirm`) unless its caller has written the name of what it is done to. */
export function mustBeConfirmed({ confirm }: { readonly confirm: string }, name: string): void {
  if (confirm === name) return;
  const message = 'confirm must be the name of what this is done to, letter by letter';
  throw new DomainError('conflict', 'NOT_CONFIRMED', 'The name in "confirm" is another one: nothing was done.', {
    errors: [{ field: 'confirm', message }],
  });
}
