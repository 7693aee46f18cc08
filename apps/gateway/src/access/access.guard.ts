import { RefusalLog, TokenDirectory, TokenUses, type AccessToken } from '@holdfast/access';
import type { RefusalReason } from '@holdfast/access/contracts';
import { ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import type { RequestWithCaller } from '@holdfast/http';
import { ForbiddenException, Inject, Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { RequestWithId } from '../front/request-id.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { networkOf } from './network-address.ts';
import { ROUTE_ROLES, type RouteRoles } from './route-roles.ts';
import { TooManyAttemptsError } from './too-many-attempts.error.ts';

type RoutedRequest = Omit<Request, 'route'> & RequestWithCaller & RequestWithId & { readonly route: { readonly path: string } };

const NEEDED = 'The request needs "Authorization: Bearer <token>" with a token of this installation.';

/** Lets a request pass whose token is of a role that may use the route, and says on the request who sent it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ROUTE_ROLES) private readonly routeRoles: RouteRoles,
    private readonly directory: TokenDirectory,
    private readonly attempts: FailedAttempts,
    private readonly uses: TokenUses,
    private readonly refusals: RefusalLog,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<RoutedRequest>();
    const permission = this.routeRoles[routeOf(request)];
    if (permission === 'open') return true;
    const network = networkOf(request.ip);
    const { id: tokenId, name, role, expiresAt } = this.tokenOf(request, network);
    if (!permission?.includes(role)) {
      this.refusals.note(network, 'ROLE_MISSING', name);
      throw new ForbiddenException(`The token "${name}" is of the role ${role}, which may not do this.`);
    }
    request.caller = { tokenId, name, role, expiresAt, requestId: request.requestId, commandId: this.newId() };
    return true;
  }

  private tokenOf(request: RoutedRequest, network: string): AccessToken {
    const secret = /^Bearer +(\S{1,500})$/i.exec(request.headers.authorization ?? '')?.[1];
    if (secret === undefined) throw new UnauthorizedException(NEEDED);
    const check = this.directory.check(secret);
    if (!check.ok) throw this.refusal(network, check.reason, check.name);
    if (check.token.isGuessable && !this.attempts.mayGuess(network)) throw this.refusal(network, 'UNKNOWN_TOKEN', null);
    this.attempts.trust(network);
    this.uses.note(check.token, network);
    return check.token;
  }

  private refusal(network: string, reason: RefusalReason, name: string | null): Error {
    this.refusals.note(network, reason, name);
    const seconds = this.attempts.note(network);
    return seconds === null ? new UnauthorizedException(NEEDED) : new TooManyAttemptsError(seconds);
  }
}

/** HEAD is answered by the route of GET. */
function routeOf({ method, route }: RoutedRequest): string {
  return `${method === 'HEAD' ? 'GET' : method} ${route.path}`;
}
