import { join } from 'node:path';
import type { EventExamples } from '@holdfast/event-sourcing/testing';
import { organizationStream, type OrganizationEvent } from '@holdfast/organizations/contracts';
import { planStream, type PlanEvent } from '@holdfast/plans/contracts';
import { runStream, taskStream, type RunEvent, type TaskEvent } from '@holdfast/runs/contracts';
import { organizationExamples } from '../../../libs/organizations/src/testing/organization.examples.ts';
import { planExamples } from '../../../libs/plans/src/testing/plan.examples.ts';
import { runExamples } from '../../../libs/runs/src/testing/run.examples.ts';
import { taskExamples } from '../../../libs/runs/src/testing/task.examples.ts';
import { StoreRows, type RowEvent } from '../store-rows.ts';
import type { Sizes } from './sizes.ts';

/** Ids of what an installation holds, for requests to ask for. */
export interface Installation {
  readonly organizations: readonly string[];
  readonly plans: readonly string[];
  readonly runs: readonly string[];
}

const TASKS_OF_A_RUN = 50;
const REPOSITORIES = 20_000;
/** It is over: what the bench does comes after all of it. */
const YEAR_BEGINS = Date.UTC(2025, 0, 1);
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Writes the past of an installation into a data directory: organizations, credentials and plans, and runs of the plans up to the number of events. */
export async function fillInstallation(dataDirectory: string, sizes: Sizes): Promise<Installation> {
  using rows = await StoreRows.open(join(dataDirectory, 'events'));
  return new PastOfAnInstallation(rows, sizes).write();
}

class PastOfAnInstallation {
  readonly #rows: StoreRows;
  readonly #sizes: Sizes;
  #ids = 0;
  #written = 0;

  constructor(rows: StoreRows, sizes: Sizes) {
    this.#rows = rows;
    this.#sizes = sizes;
  }

  write(): Installation {
    const { organizations: count, plansPerOrganization, events } = this.#sizes;
    const organizations: string[] = [];
    const plans: { planId: string; organizationId: string }[] = [];
    const runs: string[] = [];
    for (let index = 0; index < count; index++) {
      const organizationId = this.#organization(index);
      organizations.push(organizationId);
      for (let plan = 0; plan < plansPerOrganization; plan++) plans.push({ planId: this.#plan(organizationId, plan), organizationId });
    }
    while (this.#written < events) {
      const plan = plans[runs.length % plans.length];
      if (plan) runs.push(this.#run(plan.planId, plan.organizationId));
    }
    return { organizations, plans: plans.map(({ planId }) => planId), runs };
  }

  #organization(index: number): string {
    const organizationId = this.#newId();
    const connected = example<OrganizationEvent, 'OrganizationConnected'>(organizationExamples, 'OrganizationConnected');
    const added = example<OrganizationEvent, 'AdditionalCredentialAdded'>(organizationExamples, 'AdditionalCredentialAdded');
    const workspace = { id: this.#newId(), slug: `workspace-${index}` };
    const primary = { ...connected.primary, credentialId: this.#newId() };
    const additional = Array.from({ length: this.#sizes.additionalCredentials }, (_, number) =>
      this.#event('AdditionalCredentialAdded', {
        ...{ ...added, organizationId, credentialId: this.#newId(), label: `backup-${number}` },
        account: { id: this.#newId(), name: `Backup ${number} of ${index}` },
      }),
    );
    const first = this.#event('OrganizationConnected', { ...connected, organizationId, name: `Company ${index}`, workspace, primary });
    this.#stream(organizationStream(organizationId), [first, ...additional]);
    return organizationId;
  }

  #plan(organizationId: string, number: number): string {
    const planId = this.#newId();
    const created = example<PlanEvent, 'PlanCreated'>(planExamples, 'PlanCreated');
    this.#stream(planStream(planId), [
      this.#event('PlanCreated', { ...created, planId, organizationId, name: `Plan ${number}`, schedule: null, window: null }),
    ]);
    return planId;
  }

  #run(planId: string, organizationId: string): string {
    const runId = this.#newId();
    const started = example<RunEvent, 'RunStarted'>(runExamples, 'RunStarted');
    const planned = example<RunEvent, 'RunPlanned'>(runExamples, 'RunPlanned');
    const completed = example<RunEvent, 'RunCompleted'>(runExamples, 'RunCompleted');
    const counts = { captured: TASKS_OF_A_RUN, unchanged: 0 };
    const [begin, plan] = [
      this.#event('RunStarted', { ...started, runId, planId, organizationId }),
      this.#event('RunPlanned', { ...planned, runId, tasks: TASKS_OF_A_RUN, leftOut: 0 }),
    ];
    const stream = this.#rows.newStream(runStream(runId), 3);
    this.#rows.add(stream, 0, begin);
    this.#rows.add(stream, 1, plan);
    for (let task = 0; task < TASKS_OF_A_RUN; task++) this.#task(runId, planId, organizationId);
    this.#rows.add(stream, 2, this.#event('RunCompleted', { ...completed, runId, planId, ...counts }));
    return runId;
  }

  #task(runId: string, planId: string, organizationId: string): void {
    const taskId = this.#newId();
    const number = this.#ids % REPOSITORIES;
    const slug = `repository-${number}`;
    const repository = { id: idOf(number), fullName: `company/${slug}`, slug, name: `Repository ${number}` };
    const ids = { taskId, runId };
    this.#stream(taskStream(taskId), [
      this.#event('TaskPlanned', {
        ...example<TaskEvent, 'TaskPlanned'>(taskExamples, 'TaskPlanned'),
        ...{ ...ids, planId, organizationId, repository },
      }),
      this.#event('TaskAssigned', { ...example<TaskEvent, 'TaskAssigned'>(taskExamples, 'TaskAssigned'), ...ids }),
      this.#event('TaskCaptured', { ...example<TaskEvent, 'TaskCaptured'>(taskExamples, 'TaskCaptured'), ...ids, repository }),
    ]);
  }

  #stream(name: string, events: readonly RowEvent[]): void {
    this.#rows.addStream(name, events);
  }

  /** The events are spread evenly over a year. */
  #event<Type extends KnownEvent['type']>(type: Type, data: Extract<KnownEvent, { type: Type }>['data']): RowEvent {
    const at = new Date(YEAR_BEGINS + (this.#written / this.#sizes.events) * YEAR_MS).toISOString();
    const commandId = idOf(this.#written++);
    const actor = `worker:${idOf(this.#written % 4)}`;
    return { type, data, metadata: { actor, at, commandId, $correlationId: commandId, $causationId: commandId } };
  }

  #newId(): string {
    return idOf(++this.#ids);
  }
}

type KnownEvent = OrganizationEvent | PlanEvent | RunEvent | TaskEvent;

function example<Event extends KnownEvent, Type extends Event['type']>(
  examples: EventExamples<Event>,
  type: Type,
): Extract<Event, { type: Type }>['data'] {
  return examples[type][0];
}

function idOf(number: number): string {
  return `0192f1c0-7a00-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
