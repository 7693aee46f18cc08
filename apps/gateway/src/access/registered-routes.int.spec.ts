import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Put, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RouteRolesCheck } from './route-roles.check.ts';
import { ROUTE_ROLES, type RouteRoles } from './route-roles.ts';

@Controller('doors')
class DoorsController {
  @Get(':id')
  get(): string {
    return 'a door';
  }

  @Put(':id/lock')
  lock(): void {
    // Nobody asks for it here.
  }
}

@Controller('health')
class HealthController {
  @Get()
  get(): string {
    return 'well';
  }
}

@Module({})
class DoorsModule {
  static with(routeRoles: RouteRoles): DynamicModule {
    return {
      module: DoorsModule,
      controllers: [DoorsController, HealthController],
      providers: [RouteRolesCheck, { provide: ROUTE_ROLES, useValue: routeRoles }],
    };
  }
}

const complete: RouteRoles = { 'GET /health': 'open', 'GET /v1/doors/:id': 'open', 'PUT /v1/doors/:id/lock': ['administrator'] };

describe('a gateway', () => {
  let application: INestApplication | undefined;

  afterEach(async () => {
    await application?.close();
    application = undefined;
  });

  const start = async (routeRoles: RouteRoles) => {
    application = await NestFactory.create(DoorsModule.with(routeRoles), { logger: false, abortOnError: false });
    application.setGlobalPrefix('v1', { exclude: ['health'] });

    await application.init();
  };

  it('starts when the table of roles has each of its routes, and no other', async () => {
    await expect(start(complete)).resolves.toBeUndefined();
  });

  it('does not start with a route that the table forgets', async () => {
    await expect(start({ 'GET /health': 'open', 'GET /v1/doors/:id': 'open' })).rejects.toThrow('PUT /v1/doors/:id/lock is for no role');
  });

  it('does not start with a line of the table that has no route', async () => {
    await expect(start({ ...complete, 'DELETE /v1/doors/:id': [] })).rejects.toThrow('there is no DELETE /v1/doors/:id');
  });
});
