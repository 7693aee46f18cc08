import type { AccessEvent } from '@holdfast/access/contracts';
import type { AuditAnchored, CredentialSecretOpened, RefusalEvent } from '@holdfast/audit/contracts';
import type { OrganizationEvent } from '@holdfast/organizations/contracts';
import type { PlanEvent } from '@holdfast/plans/contracts';
import type { AccountEvent } from '@holdfast/quota';
import type { RepositoryEvent, RestoreEvent, RunEvent, PlanRunsEvent, TaskEvent, WorkerEvent } from '@holdfast/runs/contracts';
import type { RequestEvent } from '../../apps/gateway/src/idempotency/request.events.ts';
import type { SagaAdvanced, SagaCheckpointReached } from '../../libs/event-sourcing/src/saga-events.ts';
import type { SagaParkedEvent } from '../../libs/event-sourcing/src/saga-parked.events.ts';

/** Everything that the product stores at present. */
export type ProductEvent =
  | OrganizationEvent
  | PlanEvent
  | PlanRunsEvent
  | RunEvent
  | TaskEvent
  | AccountEvent
  | RepositoryEvent
  | RestoreEvent
  | WorkerEvent
  | SagaAdvanced
  | SagaParkedEvent
  | SagaCheckpointReached
  | RefusalEvent
  | CredentialSecretOpened
  | AuditAnchored
  | AccessEvent
  | RequestEvent;
