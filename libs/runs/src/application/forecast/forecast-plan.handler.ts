import { DeciderRepository, DomainError, ReadModels } from '@holdfast/event-sourcing';
import { planReading, planStream, type PlanState } from '@holdfast/plans/contracts';
import { forecastOf } from '@holdfast/quota';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ForecastView } from '../../contracts/forecast.views.ts';
import { AccountLedgers } from '../leases/account-ledgers.ts';
import { AccountSupplies, type SuppliedAccount, type Supplies } from './account-supplies.ts';
import { assumptionsOf } from './assumptions.ts';
import { expectedWork } from './expected-work.ts';
import { ForecastPlan } from './forecast-plan.query.ts';
import { viewOf } from './forecast-view.ts';
import { secondsOpen } from './open-time.ts';
import { repositoriesOf } from './plan-repositories.ts';

@QueryHandler(ForecastPlan)
export class ForecastPlanHandler implements IQueryHandler<ForecastPlan> {
  constructor(
    private readonly readModels: ReadModels,
    private readonly repository: DeciderRepository,
    private readonly supplies: AccountSupplies,
    private readonly ledgers: AccountLedgers,
  ) {}

  async execute({ planId, supposing }: ForecastPlan): Promise<ForecastView> {
    const { organizationId, terms } = await this.planOf(planId);
    const { content, window } = terms;
    const { database } = this.readModels;
    const repositories = repositoriesOf(database, { planId, organizationId, repositories: terms.repositories });
    const expected = expectedWork(database, { organizationId, content, repositoryIds: repositories.ids, listed: repositories.known });
    const supplies = await this.supplies.of(planId, organizationId);
    const supposed = suppose(supplies, supposing.accounts);
    const withinSeconds = supposing.windowSeconds ?? (window && secondsOpen(window));
    const accounts = supposed.map(({ supply }) => supply);
    return viewOf({
      forecast: forecastOf({ work: expected.work, accounts, fresh: supplies.fresh, withinSeconds }),
      ...{ expected, supposed, withinSeconds, now: this.ledgers.now() },
      assumptions: assumptionsOf({ repositories, expected, supposed, window, rules: this.ledgers.rules.api }),
    });
  }

  private async planOf(planId: string): Promise<Extract<PlanState, { status: 'active' }>> {
    const { state } = await this.repository.load(planReading, planStream(planId));
    if (state.status !== 'active') throw new DomainError('not_found', 'PLAN_NOT_FOUND', `There is no plan ${planId}.`);
    return state;
  }
}

/** Those that the plan may use, or so many of them, filled up with fresh ones; at least one. */
function suppose({ accounts, fresh }: Supplies, count: number | undefined): readonly SuppliedAccount[] {
  return Array.from({ length: count ?? Math.max(1, accounts.length) }, (_, index) => {
    const label = `supposed ${index + 1 - accounts.length}`;
    return accounts[index] ?? { accountId: null, label, supply: fresh };
  });
}
