import type { Decider } from '@holdfast/event-sourcing';
import { accessEvents, type AccessRefused, type AccessTokenUsed } from '../contracts/access.events.ts';

/** Records without a rule of their own: what is repeated is known by the id of its command, so nobody reads far back. */
function log<Event extends AccessTokenUsed | AccessRefused>(events: Decider<null, Event, Event>['events']): Decider<null, Event, Event> {
  return { initialState: null, decide: (event) => [event], evolve: () => null, events, opensBooks: () => true };
}

export const accessTokenUse = log<AccessTokenUsed>({ AccessTokenUsed: accessEvents.AccessTokenUsed });
export const accessRefusals = log<AccessRefused>({ AccessRefused: accessEvents.AccessRefused });
