import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError, newContext, type Command } from '@holdfast/event-sourcing';
import type { RequestWithCaller } from '@holdfast/http';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Request } from 'express';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { RefusalTrail } from '../application/refusals/refusal-trail.ts';
import type { CommandRefused } from '../contracts/refusal.events.ts';

type Sent = Request & RequestWithCaller;

/** The command that a request has given, once it has. */
interface Given {
  command: Partial<Command> | undefined;
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);
const LONGEST_ID = 100;

/** Puts every command that is refused into the trail, before its sender is told. */
@Injectable()
export class RefusalInterceptor implements NestInterceptor {
  private readonly given = new AsyncLocalStorage<Given>();

  constructor(
    private readonly trail: RefusalTrail,
    commands: CommandBus,
  ) {
    // The bus tells of each command at the moment it is given, in the course of the request that gives it.
    commands.subscribe((command) => {
      const given = this.given.getStore();
      if (given) given.command ??= command;
    });
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Sent>();
    return reading.has(request.method) ? next.handle() : from(this.watch(request, next));
  }

  private async watch(request: Sent, next: CallHandler): Promise<unknown> {
    const given: Given = { command: undefined };
    try {
      return await this.given.run(given, () => firstValueFrom(next.handle(), { defaultValue: undefined }));
    } catch (error) {
      if (error instanceof DomainError && request.caller) await this.record(error, request, request.caller, given);
      throw error;
    }
  }

  private async record(error: DomainError, request: Sent, caller: NonNullable<Sent['caller']>, { command }: Given): Promise<void> {
    const context = {
      ...newContext(caller.commandId, `token:${caller.name}`),
      correlationId: caller.requestId,
      ...(request.ip !== undefined && { from: request.ip }),
    };
    await this.trail.record(refusalOf(error, request, command), context);
  }
}

function refusalOf(error: DomainError, request: Sent, command: Partial<Command> | undefined): CommandRefused['data'] {
  const route = request.route as { readonly path: string } | undefined;
  const about = { ...idsOf(request.params), ...idsOf(command?.data ?? {}) };
  return {
    command: command ? command.constructor.name : `${request.method} ${route?.path ?? ''}`.trim(),
    code: error.code,
    message: error.message,
    ...{ organizationId: about['organizationId'] ?? null, planId: about['planId'] ?? null, runId: about['runId'] ?? null },
    about,
  };
}

/** Ids alone: what else a command carries may be a secret. */
function idsOf(fields: object): Record<string, string> {
  const ids = Object.entries(fields).flatMap(([name, value]) =>
    /^id$|Id$/.test(name) && typeof value === 'string' ? [[name, value.slice(0, LONGEST_ID)]] : [],
  );
  return Object.fromEntries(ids) as Record<string, string>;
}
