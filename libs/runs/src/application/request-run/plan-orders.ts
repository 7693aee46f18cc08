import { DomainError } from '@holdfast/event-sourcing';
import { windowOf, type PlanState } from '@holdfast/plans/contracts';
import type { RunOrder } from '../../contracts/run.events.ts';

/** What a run of a plan is to do. Throws a DomainError PLAN_NOT_FOUND. */
export function orderOf(plan: PlanState, planId: string): RunOrder {
  if (plan.status !== 'active') throw new DomainError('not_found', 'PLAN_NOT_FOUND', `There is no plan ${planId}.`);
  const { organizationId, terms } = plan;
  const { repositories, content } = terms;
  const window = windowOf(terms);
  return { organizationId, repositories, content, ...(window && { window }) };
}

/** The same, to be done at once. */
export function withoutWindow({ window: _, ...order }: RunOrder): RunOrder {
  return order;
}
