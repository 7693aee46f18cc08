import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ParkedController } from './parked.controller.ts';
import { GetParkedHandler, ListParkedHandler } from './parked.query-handlers.ts';
import { DiscardParkedHandler, ParkedDesk, RequestReplayHandler } from './settle-parked.handlers.ts';

/** What sagas could not do: shown, tried again, or discarded. */
@Module({
  imports: [CqrsModule],
  providers: [ListParkedHandler, GetParkedHandler, ParkedDesk, RequestReplayHandler, DiscardParkedHandler],
  controllers: [ParkedController],
})
export class ParkedModule {}
