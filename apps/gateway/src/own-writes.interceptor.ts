import { ReadModels, laterPosition, trackWrites, type Position } from '@holdfast/event-sourcing';
import type { RequestWithCaller } from '@holdfast/http';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { firstValueFrom, from, type Observable } from 'rxjs';

/** A caller sees its own writes: a request waits until the read models show what the same caller stored before. */
@Injectable()
export class OwnWritesInterceptor implements NestInterceptor {
  private readonly lastWrites = new Map<string, Position>();

  constructor(private readonly readModels: ReadModels) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = context.switchToHttp().getRequest<RequestWithCaller>();
    return caller ? from(this.handle(caller.name, next)) : next.handle();
  }

  private async handle(caller: string, next: CallHandler): Promise<unknown> {
    await this.readModels.waitFor(this.lastWrites.get(caller));
    const work = () => firstValueFrom(next.handle(), { defaultValue: undefined });
    return trackWrites(work, (position) => {
      this.lastWrites.set(caller, laterPosition(this.lastWrites.get(caller), position) ?? position);
    });
  }
}
