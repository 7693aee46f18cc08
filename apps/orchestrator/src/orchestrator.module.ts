import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Orchestrator } from './orchestrator.ts';

/** The sagas. */
@Module({ imports: [CqrsModule], providers: [Orchestrator] })
export class OrchestratorModule {}
