import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { SearchAuditHandler } from './application/search-audit.handler.ts';
import { AuditController } from './http/audit.controller.ts';

/** The audit trail of the gateway. */
@Module({ imports: [CqrsModule], providers: [SearchAuditHandler], controllers: [AuditController] })
export class AuditHttpModule {}
