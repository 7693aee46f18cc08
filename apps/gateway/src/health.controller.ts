import { EventStore, ReadModels } from '@holdfast/event-sourcing';
import { Controller, Get } from '@nestjs/common';
import { ServiceUnavailableException } from '@nestjs/common';
import { Open } from './access/access.guard.ts';

/** For whoever watches the process. */
@Open()
@Controller()
export class HealthController {
  constructor(
    private readonly eventStore: EventStore,
    private readonly readModels: ReadModels,
  ) {}

  /** The process lives. */
  @Get('healthz')
  alive(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can serve: the event store answers and the read models have caught up. */
  @Get('readyz')
  async ready(): Promise<{ status: string }> {
    await this.eventStore.ping();
    if (!this.readModels.status().caughtUp) throw new ServiceUnavailableException('the read models are still catching up');
    return { status: 'ok' };
  }
}
