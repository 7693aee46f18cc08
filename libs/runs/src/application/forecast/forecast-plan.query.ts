import { Query } from '@nestjs/cqrs';
import type { ForecastView } from '../../contracts/forecast.views.ts';

/**
 * What a run of a plan would cost now, and how long it would take: with so many accounts instead of those that it may use, and in which time
 * it is to be done, if these are said. Asks the provider nothing. Throws a DomainError PLAN_NOT_FOUND.
 */
export class ForecastPlan extends Query<ForecastView> {
  constructor(
    readonly planId: string,
    readonly supposing: { readonly accounts?: number | undefined; readonly windowSeconds?: number | undefined },
  ) {
    super();
  }
}
