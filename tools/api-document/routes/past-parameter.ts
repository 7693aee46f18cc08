import type { RouteDescription } from '../route-description.ts';

/** `?at=` of the routes that can show the past. */
export const pastParameter: NonNullable<RouteDescription['query']> = {
  at: {
    description: 'Shows it as it was at this time, which must not be in the future. Then there is no `ETag`.',
    schema: { type: 'string', anyOf: [{ format: 'date-time' }, { format: 'date' }] },
  },
};
