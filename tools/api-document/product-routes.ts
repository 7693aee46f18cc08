import 'reflect-metadata';
import { GatewayModule } from '@holdfast/gateway';
import { answersSecret, streamOfRoute } from '@holdfast/http';
import { RequestMethod, type ExecutionContext, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, MODULE_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';

/** A route as its decorators declare it. */
export interface DeclaredRoute {
  /** `GET /api/v1/plans/:id`. */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  /** Of a success. */
  readonly status: number;
  readonly controller: string;
  /** The name of its method. */
  readonly handler: string;
  /** Where the body and the query stand among the arguments of the method. */
  readonly body: number | undefined;
  readonly query: number | undefined;
  /** Whether its `id` has a revision: an `ETag` on reading, `If-Match` on writing. */
  readonly hasRevision: boolean;
  readonly answersSecret: boolean;
}

interface ModuleWithImports extends Type {
  readonly module?: Type;
}

/** Every route of the gateway. */
export function productRoutes(isOutside: (path: string) => boolean): readonly DeclaredRoute[] {
  return [...new Set(controllersOf(GatewayModule))].flatMap((controller) => routesOf(controller, isOutside));
}

function controllersOf(module: Type): readonly Type[] {
  const own = listOf(MODULE_METADATA.CONTROLLERS, module);
  const imported = listOf(MODULE_METADATA.IMPORTS, module).flatMap((inner) => controllersOf((inner as ModuleWithImports).module ?? inner));
  return [...imported, ...own];
}

function listOf(key: string, target: Type): readonly Type[] {
  return (Reflect.getMetadata(key, target) ?? []) as readonly Type[];
}

function routesOf(controller: Type, isOutside: (path: string) => boolean): readonly DeclaredRoute[] {
  const methods = controller.prototype as Readonly<Record<string, object>>;
  const names = Object.getOwnPropertyNames(methods).filter((name) => Reflect.hasMetadata(METHOD_METADATA, methods[name] ?? {}));
  return names.map((handler) => routeOf(controller, handler, methods[handler] ?? {}, isOutside));
}

function routeOf(controller: Type, handler: string, target: object, isOutside: (path: string) => boolean): DeclaredRoute {
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, target) as number] ?? '';
  const places = [controller, target].map((place) => Reflect.getMetadata(PATH_METADATA, place) as string);
  const short = `/${places
    .map((place) => place.replaceAll(/^\/|\/$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`;
  const path = isOutside(short) ? short : `/api/v1${short}`;
  const execution = executionOf(controller, target);
  const place = argumentsOf(controller, handler);
  return {
    ...{ route: `${method} ${path}`, method, path, handler, controller: controller.name },
    status: (Reflect.getMetadata(HTTP_CODE_METADATA, target) as number | undefined) ?? (method === 'POST' ? 201 : 200),
    ...{ body: place(RouteParamtypes.BODY), query: place(RouteParamtypes.QUERY) },
    hasRevision: path.includes('/:id') && streamOfRoute(execution) !== undefined,
    answersSecret: answersSecret(execution),
  };
}

function argumentsOf(controller: Type, handler: string): (kind: RouteParamtypes) => number | undefined {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Readonly<Record<string, { index: number }>>;
  return (kind) => Object.entries(declared).find(([key]) => key.startsWith(`${kind}:`))?.[1].index;
}

/** As much of a request as the marks of a route are looked up with. */
function executionOf(controller: Type, target: object): ExecutionContext {
  const request = { params: { id: 'id' } };
  return { getHandler: () => target, getClass: () => controller, switchToHttp: () => ({ getRequest: () => request }) } as never;
}
