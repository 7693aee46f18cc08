import { accessEvents } from '@holdfast/access/contracts';
import { anchorEvents, refusalEvents, secretAccessEvents } from '@holdfast/audit/contracts';
import { EventRegistry, sagaEvents, sagaParkedEvents } from '@holdfast/event-sourcing';
import { requestEvents } from '@holdfast/gateway';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { planEvents } from '@holdfast/plans/contracts';
import { accountEvents } from '@holdfast/quota';
import { planRunsEvents, repositoryEvents, restoreEvents, runEvents, taskEvents, workerEvents } from '@holdfast/runs/contracts';

/** Every event of the product. */
export const productEvents = EventRegistry.of(
  organizationEvents,
  planEvents,
  planRunsEvents,
  runEvents,
  taskEvents,
  accountEvents,
  repositoryEvents,
  restoreEvents,
  workerEvents,
  sagaEvents,
  sagaParkedEvents,
  accessEvents,
  requestEvents,
  refusalEvents,
  secretAccessEvents,
  anchorEvents,
);
