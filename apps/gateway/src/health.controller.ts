import { EventStore, ReadModels } from '@holdfast/event-sourcing';
import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { whyNotReady } from './readiness.ts';

/** For whoever watches the process. */
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

  /** The process can serve: the event store answers, the read models have caught up and do not stand still. */
  @Get('readyz')
  async ready(): Promise<{ status: string }> {
    await this.eventStore.ping();
    const reason = whyNotReady(this.readModels.status());
    if (reason !== null) throw new ServiceUnavailableException(reason);
    return { status: 'ok' };
  }
}
