import { AuditHttpModule } from '@holdfast/audit';
import { OrganizationsHttpModule } from '@holdfast/organizations';
import { PlansHttpModule } from '@holdfast/plans';
import { RunsHttpModule } from '@holdfast/runs';
import { Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.ts';
import { InvalidRequestError } from './errors/invalid-request.error.ts';
import { ProblemFilter } from './errors/problem.filter.ts';
import { HealthController } from './health.controller.ts';
import { OwnWritesInterceptor } from './own-writes.interceptor.ts';

const validation = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  validationError: { target: false, value: false },
  exceptionFactory: (errors) => new InvalidRequestError(errors),
});

/** HTTP: commands, queries, health. */
@Module({
  imports: [OrganizationsHttpModule, PlansHttpModule, RunsHttpModule, AuditHttpModule],
  controllers: [HealthController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useValue: validation },
    { provide: APP_INTERCEPTOR, useClass: OwnWritesInterceptor },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class GatewayModule {}
