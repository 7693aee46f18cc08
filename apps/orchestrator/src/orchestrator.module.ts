import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Orchestrator } from './orchestrator.ts';
import { ReplayParkedHandler } from './replays/replay-parked.handler.ts';
import { Scheduler } from './scheduler/scheduler.ts';

/** The sagas, the replay of what they could not do, and the scheduler. */
@Module({ imports: [CqrsModule], providers: [Orchestrator, ReplayParkedHandler, Scheduler] })
export class OrchestratorModule {}
