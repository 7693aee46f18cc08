import { ReadModels, laterPosition, trackWrites, type Position } from '@holdfast/event-sourcing';
import type { RequestWithCaller } from '@holdfast/http';
import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { firstValueFrom, from, type Observable } from 'rxjs';

const WITHOUT_OWN_WRITES = Symbol('WithoutOwnWrites');

/** A route that answers nothing from the read models, and so waits for nothing. */
export const WithoutOwnWrites = () => SetMetadata(WITHOUT_OWN_WRITES, true);

/** A caller sees its own writes: a request waits until the read models show what the same caller stored before. */
@Injectable()
export class OwnWritesInterceptor implements NestInterceptor {
  private readonly lastWrites = new Map<string, Position>();

  constructor(
    private readonly readModels: ReadModels,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<RequestWithCaller>();
    const places = [context.getHandler(), context.getClass()];
    const waits = !this.reflector.getAllAndOverride<boolean | undefined>(WITHOUT_OWN_WRITES, places);
    return caller && waits ? from(this.handle(caller.name, next)) : next.handle();
  }

  private async handle(caller: string, next: CallHandler): Promise<unknown> {
    await this.readModels.waitFor(this.lastWrites.get(caller));
    const work = () => firstValueFrom(next.handle(), { defaultValue: undefined });
    return trackWrites(work, (position) => {
      this.lastWrites.set(caller, laterPosition(this.lastWrites.get(caller), position) ?? position);
    });
  }
}
