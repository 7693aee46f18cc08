import { AccessHttpModule, AccessModule } from '@holdfast/access';
import { AuditHttpModule } from '@holdfast/audit';
import { RequestValidation } from '@holdfast/http';
import { OrganizationsHttpModule } from '@holdfast/organizations';
import { PlansHttpModule } from '@holdfast/plans';
import { RunsHttpModule } from '@holdfast/runs';
import { Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.ts';
import { FailedAttempts } from './access/failed-attempts.ts';
import { RouteRolesCheck } from './access/route-roles.check.ts';
import { ROUTE_ROLES, routeRoles } from './access/route-roles.ts';
import { ApiDocumentController } from './api-document/api-document.controller.ts';
import { ProblemFilter } from './errors/problem.filter.ts';
import { HealthController } from './health.controller.ts';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.ts';
import { KeyedRequests } from './idempotency/keyed-requests.ts';
import { CursorInterceptor } from './lists/cursor.interceptor.ts';
import { OwnWritesInterceptor } from './own-writes.interceptor.ts';
import { ParkedModule } from './parked/parked.module.ts';
import { PastInterceptor } from './past/past.interceptor.ts';
import { ReadModelsController } from './read-models.controller.ts';
import { RevisionInterceptor } from './revisions/revision.interceptor.ts';

/** What every request goes through, whatever it is about: who sends it, is it well-formed, what was it to see, how are errors told. */
export const everyRequest: readonly Provider[] = [
  FailedAttempts,
  { provide: APP_GUARD, useClass: AccessGuard },
  { provide: APP_PIPE, useValue: new RequestValidation() },
  KeyedRequests,
  { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  { provide: APP_INTERCEPTOR, useClass: OwnWritesInterceptor },
  { provide: APP_INTERCEPTOR, useClass: CursorInterceptor },
  { provide: APP_INTERCEPTOR, useClass: RevisionInterceptor },
  { provide: APP_INTERCEPTOR, useClass: PastInterceptor },
  { provide: APP_FILTER, useClass: ProblemFilter },
];

/** HTTP: commands, queries, health. */
@Module({
  imports: [AccessModule, AccessHttpModule, OrganizationsHttpModule, PlansHttpModule, RunsHttpModule, AuditHttpModule, ParkedModule],
  controllers: [ApiDocumentController, HealthController, ReadModelsController],
  providers: [...everyRequest, RouteRolesCheck, { provide: ROUTE_ROLES, useValue: routeRoles }],
})
export class GatewayModule {}
