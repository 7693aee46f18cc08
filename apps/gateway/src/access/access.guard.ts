import { ID_GENERATOR, type IdGenerator } from '@holdfast/event-sourcing';
import type { RequestWithCaller } from '@holdfast/http';
import { Inject, Injectable, SetMetadata, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { isTokenOf } from './access-tokens.ts';
import type { AdministratorToken } from './administrator-token.ts';

export const ADMINISTRATOR_TOKEN = Symbol('AdministratorToken');

const OPEN = Symbol('Open');

/** A route that needs no token. */
export const Open = () => SetMetadata(OPEN, true);

/** Lets a request pass that carries the administrator's token, and says on it who sent it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(ADMINISTRATOR_TOKEN) private readonly administrator: AdministratorToken,
    @Inject(ID_GENERATOR) private readonly newId: IdGenerator,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.getAllAndOverride<boolean | undefined>(OPEN, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<Request & RequestWithCaller>();
    const token = /^Bearer +(\S{1,500})$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !isTokenOf(this.administrator.tokenHash, token)) {
      throw new UnauthorizedException('The request needs "Authorization: Bearer <token>" with a token of this installation.');
    }
    request.caller = { name: this.administrator.name, requestId: this.newId() };
    return true;
  }
}
