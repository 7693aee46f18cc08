import { newContext, type CommandContext } from '@holdfast/event-sourcing';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Who sent a request: the gateway puts it on the request after it has checked the token. */
export interface Caller {
  readonly name: string;
  /** Identifies the request in logs and in the audit trail. */
  readonly requestId: string;
}

export interface RequestWithCaller {
  caller?: Caller;
}

/** The context of the command that a request gives. */
export const Origin = createParamDecorator((_: undefined, execution: ExecutionContext): CommandContext => {
  const { caller } = execution.switchToHttp().getRequest<RequestWithCaller>();
  if (!caller) throw new Error('a command came from a request without a caller');
  return newContext(caller.requestId, `token:${caller.name}`);
});
