import { eventsUntil, type PastSelection } from '@holdfast/audit';
import type { Clock, PositionedEvent, ReadModelDatabase, ReadModels } from '@holdfast/event-sourcing';
import {
  GetCredential,
  GetCredentialHandler,
  GetOrganization,
  GetOrganizationHandler,
  organizationsProjection,
} from '@holdfast/organizations';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { GetPlan, GetPlanHandler, plansProjection } from '@holdfast/plans';
import { planEvents, type PlanCreated } from '@holdfast/plans/contracts';
import { planRunsEvents, repositoryEvents, runEvents } from '@holdfast/runs/contracts';
import { pastReadModels } from './past-read-models.ts';

type Parameters = Readonly<Record<string, string>>;

/** What a route answers from the trail, as it was at a time. Throws what the route itself throws for an id that is not known (then). */
export type PastView = (trail: ReadModelDatabase, parameters: Parameters, at: Date) => Promise<object>;

/** Routes that take `?at=`, by method and path. */
export const pastViews: Readonly<Record<string, PastView>> = {
  'GET /api/v1/organizations/:id': (trail, { id = '' }, at) =>
    answered(eventsUntil(trail, at.getTime(), organizationSelections(id)), at, (then) =>
      new GetOrganizationHandler(then).execute(new GetOrganization(id)),
    ),
  'GET /api/v1/organizations/:id/credentials/:credentialId': (trail, { id = '', credentialId = '' }, at) =>
    answered(eventsUntil(trail, at.getTime(), organizationSelections(id)), at, (then, clock) =>
      new GetCredentialHandler(then, clock).execute(new GetCredential(id, credentialId)),
    ),
  'GET /api/v1/plans/:id': (trail, { id = '' }, at) =>
    answered(eventsUntil(trail, at.getTime(), planSelections(trail, id, at)), at, (then, clock) =>
      new GetPlanHandler(then, clock).execute(new GetPlan(id)),
    ),
};

/** The same projections and the same query as at present, over the events of then. */
async function answered(
  events: readonly PositionedEvent[],
  at: Date,
  query: (then: ReadModels, clock: Clock) => Promise<object>,
): Promise<object> {
  using then = pastReadModels([organizationsProjection, plansProjection], events);
  return await query(then, () => at);
}

/** A snapshot says nothing of an organization or a plan, and there are many. */
const repositoryTypes = Object.keys(repositoryEvents).filter((type) => type.startsWith('Repository'));
const ofOrganization = [...Object.keys(organizationEvents), ...Object.keys(planEvents), ...repositoryTypes];
const ofPlanRuns = [...Object.keys(planRunsEvents), ...Object.keys(runEvents)];

/** Enough to find the last run of a plan. */
const LAST_OF_RUNS = 20;

function organizationSelections(id: string): readonly PastSelection[] {
  return [{ field: 'organizationId', id, types: ofOrganization }];
}

/** The plan, its organization, and its last run. */
function planSelections(trail: ReadModelDatabase, id: string, at: Date): readonly PastSelection[] {
  const runs: PastSelection = { field: 'planId', id, types: ofPlanRuns, newest: LAST_OF_RUNS };
  const created = eventsUntil(trail, at.getTime(), [{ field: 'planId', id, types: ['PlanCreated'] }])[0] as PlanCreated | undefined;
  const lastRun = eventsUntil(trail, at.getTime(), [runs]).findLast(({ type }) => type === 'RunStarted');
  const runId = (lastRun?.data as { readonly runId: string } | undefined)?.runId;
  return [
    ...(created ? organizationSelections(created.data.organizationId) : []),
    { field: 'planId', id, types: Object.keys(planEvents) },
    ...(runId === undefined ? [] : [{ field: 'runId', id: runId, types: ofPlanRuns } as const]),
  ];
}
