import { ReadModels, laterPosition, trackWrites, type Position } from '@holdfast/event-sourcing';
import type { RequestWithCaller } from '@holdfast/http';
import { Inject, Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { firstValueFrom, from, type Observable } from 'rxjs';

const WITHOUT_OWN_WRITES = Symbol('WithoutOwnWrites');

/** A route that answers nothing from the read models, and so waits for nothing. */
export const WithoutOwnWrites = () => SetMetadata(WITHOUT_OWN_WRITES, true);

/** Whether other gateways may write to the same event store. A boolean. */
export const EVENT_STORE_IS_SHARED = Symbol('EventStoreIsShared');

/**
 * A caller sees its own writes: a request waits until the read models show what the same caller stored before. Where other gateways write,
 * they may have done it for that caller: then it waits for everything that is stored, which costs a question to the event store.
 */
@Injectable()
export class OwnWritesInterceptor implements NestInterceptor {
  private readonly lastWrites = new Map<string, Position>();

  constructor(
    private readonly readModels: ReadModels,
    private readonly reflector: Reflector,
    @Inject(EVENT_STORE_IS_SHARED) private readonly isShared: boolean,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<RequestWithCaller>();
    const places = [context.getHandler(), context.getClass()];
    const waits = !this.reflector.getAllAndOverride<boolean | undefined>(WITHOUT_OWN_WRITES, places);
    return caller && waits ? from(this.handle(caller.name, next)) : next.handle();
  }

  private async handle(caller: string, next: CallHandler): Promise<unknown> {
    await this.readModels.waitFor(this.isShared ? await this.readModels.lastStored() : this.lastWrites.get(caller));
    const work = () => firstValueFrom(next.handle(), { defaultValue: undefined });
    return trackWrites(work, (position) => {
      this.lastWrites.set(caller, laterPosition(this.lastWrites.get(caller), position) ?? position);
    });
  }
}
