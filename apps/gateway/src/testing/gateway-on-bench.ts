import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AccessHttpModule, AccessModule, accessTokensProjection } from '@holdfast/access';
import { ReadModels, systemIds, type Projection } from '@holdfast/event-sourcing';
import type { Bench } from '@holdfast/http/testing';
import { Module, type Provider, type Type } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ROUTE_ROLES, type RouteRoles } from '../access/route-roles.ts';
import { openFrontDoor, type FrontDoorOptions } from '../front/front-door.ts';
import { everyRequest } from '../gateway.module.ts';
import { revisionsProjection } from '../revisions/revisions.projection.ts';
import { BenchPlatform, TOKEN } from './bench-platform.ts';
import { DescribedAnswers } from './described-answers.ts';

/** Here routes stand without the prefix; those that are no routes of the product are not described. */
const described = new DescribedAnswers();

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Null for none. */
  readonly token?: string | null;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly answer: Record<string, unknown>;
}

/** A gateway with some routes, that listens, on a bench. */
export interface GatewayOnBench extends AsyncDisposable {
  readonly url: string;
  readonly readModels: ReadModels;
  /** A body is sent as JSON. Without another token, the administrator's is sent. */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answered>;
}

export interface GatewayParts {
  readonly routeRoles: RouteRoles;
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
  readonly projections?: readonly Projection[];
  readonly token?: string;
  readonly frontDoor?: Partial<FrontDoorOptions>;
}

@Module({})
class EmptyModule {}

/** Several on one bench are the gateways of one installation. */
export async function gatewayOnBench(bench: Bench, parts: GatewayParts): Promise<GatewayOnBench> {
  const { routeRoles, controllers = [], providers = [], projections = [], token, frontDoor } = parts;
  const directory = join(bench.directory, 'read-models', systemIds());
  const all = [accessTokensProjection, revisionsProjection, ...projections];
  const readModels = new ReadModels({ directory, projections: all, eventStore: bench.eventStore });
  await readModels.start();
  const module = {
    module: EmptyModule,
    imports: [CqrsModule.forRoot(), BenchPlatform.of(bench, readModels, token), AccessModule, AccessHttpModule],
    controllers: [...controllers],
    providers: [...everyRequest, { provide: ROUTE_ROLES, useValue: routeRoles }, ...providers],
  };
  const application = await NestFactory.create<NestExpressApplication>(module, { logger: false, bodyParser: false });
  openFrontDoor(application, frontDoor);
  await application.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(application.getHttpServer().address() as AddressInfo).port}`;
  return {
    ...{ url, readModels },
    call: (method, path, options) => call(`${url}${path}`, method, options),
    [Symbol.asyncDispose]: async () => {
      await application.close();
      await readModels.close();
    },
  };
}

async function call(url: string, method: string, { headers = {}, body, token = TOKEN }: CallOptions = {}): Promise<Answered> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const path = `/api/v1${new URL(url).pathname}`;
  if (described.has(path)) described.check({ method, path, status: response.status, contentType: typeOf(response), body: bodyOf(text) });
  return { status: response.status, headers: response.headers, answer: (bodyOf(text) ?? {}) as Record<string, unknown> };
}

const bodyOf = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));
const typeOf = ({ headers }: Response) => headers.get('content-type');
