import { CLOCK, ReadModels, type Clock } from '@holdfast/event-sourcing';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { PlanWarning } from '../../contracts/plan.views.ts';
import { KnownRepositories } from '../known-repositories.ts';
import { warningsOf } from '../plan-warnings.ts';
import { GetPlanWarnings } from './plans.query.ts';

@QueryHandler(GetPlanWarnings)
export class GetPlanWarningsHandler implements IQueryHandler<GetPlanWarnings> {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute({ definition }: GetPlanWarnings): Promise<readonly PlanWarning[]> {
    const known = new KnownRepositories(this.readModels.database);
    return Promise.resolve(warningsOf({ ...definition, patternsWithoutEffect: [] }, known, this.clock()));
  }
}
