import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';
import { EventStore, NO_EVENTS } from '@holdfast/event-sourcing';
import { Controller, HttpCode, Module, Put } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { METADATA } from '../event-store/task-events.ts';

// The least that a backend like ours does: Nest, one route, one event. What ours takes beyond it is the share of our own code.
// Argument: the directory of its event store.

const [directory = ''] = process.argv.slice(2);
const embedded = await startEmbeddedEventStore({ directory });
const eventStore = new EventStore(embedded.connectionString);

@Controller()
class BareController {
  @Put('append')
  @HttpCode(204)
  async append(): Promise<void> {
    const event = { type: 'AdditionalCredentialsSwitchedOn', data: { planId: randomUUID() } };
    await eventStore.append(`bare-${randomUUID()}`, NO_EVENTS, [{ id: randomUUID(), event, metadata: METADATA }]);
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

const application = await NestFactory.create<NestExpressApplication>(BareModule, { logger: false });
await application.listen(0, '127.0.0.1');
console.log(`listens on http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}`);
process.once('SIGTERM', () => {
  void application
    .close()
    .then(() => eventStore.close())
    .then(() => embedded.close())
    .then(() => process.exit(0));
});
