import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { CLOCK, DomainError, EventStore, newContext, type EventMetadata } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { Body, Controller, Get, Module, Param, Post, type DynamicModule } from '@nestjs/common';
import { APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { auditProjection } from '../application/audit.projection.ts';
import { RefusalTrail } from '../application/refusals/refusal-trail.ts';
import { RefusalInterceptor } from './refusal.interceptor.ts';

const SECRET = 'ATATT3x-secret';

class PaintDoor {
  constructor(
    readonly data: { readonly doorId: string; readonly colour: string; readonly token: string },
    readonly context = newContext('c', 'token:ann'),
  ) {}
}

@CommandHandler(PaintDoor)
class PaintDoorHandler implements ICommandHandler<PaintDoor> {
  execute({ data }: PaintDoor): Promise<void> {
    if (data.colour === 'defect') throw new TypeError('not a refusal');
    if (data.colour !== 'red') throw new DomainError('conflict', 'WRONG_COLOUR', 'Doors are red.');
    return Promise.resolve();
  }
}

@Controller('doors')
class DoorsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':planId/paint')
  async paint(@Param('planId') _: string, @Body() body: { colour: string; token: string }): Promise<void> {
    await this.commands.execute(new PaintDoor({ doorId: 'd1', ...body }));
  }

  @Post(':planId/open')
  open(): void {
    throw new DomainError('conflict', 'NO_HANDLE', 'It has no handle.');
  }

  @Get(':planId')
  get(): void {
    throw new DomainError('not_found', 'NO_DOOR', 'There is no such door.');
  }
}

@Module({})
class DoorsModule {
  static of(bench: Bench): DynamicModule {
    return {
      module: DoorsModule,
      imports: [CqrsModule.forRoot()],
      controllers: [DoorsController],
      providers: [
        ...[PaintDoorHandler, RefusalTrail],
        { provide: APP_INTERCEPTOR, useClass: RefusalInterceptor },
        { provide: EventStore, useValue: bench.eventStore },
        { provide: CLOCK, useValue: bench.clock },
      ],
    };
  }
}

let bench: Bench;
let application: NestExpressApplication;
let url: string;
let requests = 0;

beforeAll(async () => {
  bench = await openBench();
  application = await NestFactory.create<NestExpressApplication>(DoorsModule.of(bench), { logger: false });
  application.use((request: Request, _: Response, next: NextFunction) => {
    Object.assign(request, {
      caller: { name: request.headers['x-name'] ?? 'ann', requestId: `request-${++requests}`, commandId: bench.newId() },
    });
    next();
  });
  await application.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}/doors`;
});

afterAll(async () => {
  await application.close();
  await bench[Symbol.asyncDispose]();
});

const post = (path: string, name: string, colour = 'blue') =>
  fetch(`${url}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-name': name },
    body: JSON.stringify({ colour, token: SECRET }),
  });

/** What the trail holds of an actor, oldest first. */
async function refusalsOf(name: string) {
  const events = await bench.eventStore.readAll(undefined, 5_000);
  const audited = events.filter(({ stream }) => auditProjection.streams.some((prefix) => stream.startsWith(prefix)));
  return audited.filter(({ metadata }) => (metadata as EventMetadata).actor === `token:${name}`);
}

describe('a command that is refused', () => {
  it('is in the trail before its sender is told: who, what, why, from where, and nothing else that it carried', async () => {
    await post('p1/paint', 'bob');
    const [refused] = await refusalsOf('bob');
    const about = { planId: 'p1', doorId: 'd1' };
    const facts = {
      command: 'PaintDoor',
      code: 'WRONG_COLOUR',
      message: 'Doors are red.',
      organizationId: null,
      planId: 'p1',
      runId: null,
    };
    expect(refused).toMatchObject({ type: 'CommandRefused', metadata: { $correlationId: `request-${requests}`, from: '127.0.0.1' } });
    expect(refused?.data).toEqual({ ...facts, about });
    expect(JSON.stringify(refused?.data)).not.toContain(SECRET);
  });

  it('is named by its route when it was refused before it was given', async () => {
    await post('p1/open', 'cyd');
    expect(await refusalsOf('cyd')).toMatchObject([{ data: { command: 'POST /doors/:planId/open', code: 'NO_HANDLE' } }]);
  });

  it('is told apart from one that was carried out, one that met a defect, and a question', async () => {
    await post('p1/paint', 'dan', 'red');
    await post('p1/paint', 'dan', 'defect');
    await fetch(`${url}/p1`, { headers: { 'x-name': 'dan' } });
    expect(await refusalsOf('dan')).toEqual([]);
  });

  it('is told ten times a minute, and counted from then on', async () => {
    for (let time = 0; time < 25; time++) await post('p1/paint', 'eve');
    await post('p1/open', 'eve');
    bench.passTime(60_000);
    await post('p1/paint', 'eve');
    const types = (await refusalsOf('eve')).map(({ type, data }) => [type, (data as { refusals?: number }).refusals]);
    const told = ['CommandRefused', undefined];
    expect(types).toEqual([...Array.from({ length: 11 }, () => told), ['CommandRefusalsCounted', 15], told]);
  });

  it('is counted also when the gateway stops', async () => {
    for (let time = 0; time < 12; time++) await post('p1/paint', 'fay');
    await application.get(RefusalTrail).beforeApplicationShutdown();
    expect((await refusalsOf('fay')).at(-1)).toMatchObject({ type: 'CommandRefusalsCounted', data: { refusals: 2 } });
  });
});
