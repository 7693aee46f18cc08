import type { EventExamples } from '@holdfast/event-sourcing/testing';
import { requestExamples } from '../../apps/gateway/src/testing/request.examples.ts';
import { accessExamples } from '../../libs/access/src/testing/access.examples.ts';
import { anchorExamples } from '../../libs/audit/src/testing/anchor.examples.ts';
import { refusalExamples } from '../../libs/audit/src/testing/refusal.examples.ts';
import { secretAccessExamples } from '../../libs/audit/src/testing/secret-access.examples.ts';
import { sagaExamples } from '../../libs/event-sourcing/src/testing/saga.examples.ts';
import { organizationExamples } from '../../libs/organizations/src/testing/organization.examples.ts';
import { planExamples } from '../../libs/plans/src/testing/plan.examples.ts';
import { accountExamples } from '../../libs/quota/src/testing/account.examples.ts';
import { repositoryExamples } from '../../libs/runs/src/testing/repository.examples.ts';
import { restoreExamples } from '../../libs/runs/src/testing/restore.examples.ts';
import { runExamples } from '../../libs/runs/src/testing/run.examples.ts';
import { taskExamples } from '../../libs/runs/src/testing/task.examples.ts';
import { workerExamples } from '../../libs/runs/src/testing/worker.examples.ts';
import type { ProductEvent } from './product-event.ts';

/** Examples of every event of the product, by stored name. */
export const productExamples: EventExamples<ProductEvent> = {
  ...organizationExamples,
  ...planExamples,
  ...runExamples,
  ...taskExamples,
  ...accountExamples,
  ...repositoryExamples,
  ...restoreExamples,
  ...workerExamples,
  ...sagaExamples,
  ...accessExamples,
  ...requestExamples,
  ...refusalExamples,
  ...secretAccessExamples,
  ...anchorExamples,
};
