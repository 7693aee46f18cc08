import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { RefusalTrail } from './application/refusals/refusal-trail.ts';
import { SearchAuditHandler } from './application/search-audit.handler.ts';
import { AuditProof } from './chain/audit-proof.ts';
import { AuditController } from './http/audit.controller.ts';
import { ProofController } from './http/proof.controller.ts';
import { RefusalInterceptor } from './http/refusal.interceptor.ts';

/** The audit trail of the gateway; every request goes through its interceptor. */
@Module({
  imports: [CqrsModule],
  providers: [SearchAuditHandler, RefusalTrail, AuditProof, { provide: APP_INTERCEPTOR, useClass: RefusalInterceptor }],
  controllers: [AuditController, ProofController],
})
export class AuditHttpModule {}
