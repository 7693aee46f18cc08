import type { Page, PageRequest } from '@holdfast/http';
import { Query } from '@nestjs/cqrs';
import type { PlanView } from '../../contracts/plan.views.ts';

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
