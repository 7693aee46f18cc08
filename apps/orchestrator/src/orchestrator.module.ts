import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Orchestrator } from './orchestrator.ts';
import { ReplayParkedHandler } from './replays/replay-parked.handler.ts';

/** The sagas, and the replay of what they could not do. */
@Module({ imports: [CqrsModule], providers: [Orchestrator, ReplayParkedHandler] })
export class OrchestratorModule {}
