import { OrganizationsModule } from '@holdfast/organizations';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CredentialCareTimer } from './credential-care.timer.ts';
import { Orchestrator } from './orchestrator.ts';
import { ReplayParkedHandler } from './replays/replay-parked.handler.ts';

/** The sagas, the replay of what they could not do, and what is done every day. */
@Module({ imports: [CqrsModule, OrganizationsModule], providers: [Orchestrator, CredentialCareTimer, ReplayParkedHandler] })
export class OrchestratorModule {}
