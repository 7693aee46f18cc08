import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { registeredRoutes, type RoutedApplication } from './registered-routes.ts';
import { ROUTE_ROLES, type RouteRoles } from './route-roles.ts';

/** Stops the start of a gateway whose routes are not exactly those of the table. */
@Injectable()
export class RouteRolesCheck implements OnApplicationBootstrap {
  constructor(
    private readonly adapter: HttpAdapterHost,
    @Inject(ROUTE_ROLES) private readonly routeRoles: RouteRoles,
  ) {}

  onApplicationBootstrap(): void {
    const routes = registeredRoutes(this.adapter.httpAdapter.getInstance<RoutedApplication>());
    const unknown = routes.filter((route) => !Object.hasOwn(this.routeRoles, route)).map((route) => `${route} is for no role`);
    const idle = Object.keys(this.routeRoles).filter((line) => !routes.includes(line));
    const problems = [...unknown, ...idle.map((line) => `there is no ${line}`)];
    if (problems.length > 0) throw new Error(`The table of roles (route-roles.ts) and the routes differ: ${problems.join('; ')}.`);
  }
}
