import type { Page, PageRequest } from '@holdfast/http';
import { Query } from '@nestjs/cqrs';
import type { PlanView, PlanWarning } from '../../contracts/plan.views.ts';
import type { PlanDefinition } from '../../domain/plan.decider.ts';

export class ListPlans extends Query<Page<PlanView>> {
  constructor(readonly page: PageRequest) {
    super();
  }
}

/** Throws PlanNotFoundError. */
export class GetPlan extends Query<PlanView> {
  constructor(readonly planId: string) {
    super();
  }
}

/** What of a plan that is just being made was probably not meant. */
export class GetPlanWarnings extends Query<readonly PlanWarning[]> {
  constructor(readonly definition: PlanDefinition) {
    super();
  }
}
