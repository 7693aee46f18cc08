import { newContext, type CommandContext } from '@holdfast/event-sourcing';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { expectedRevisionOf } from './expected-revision.ts';

/** Who sent a request: the gateway puts it on the request after it has checked the token. */
export interface Caller {
  readonly tokenId: string;
  /** Of the token; the trail shows it. */
  readonly name: string;
  readonly role: string;
  /** RFC 3339, UTC; null when the token does not expire. */
  readonly expiresAt: string | null;
  /** Identifies the request in logs and in the audit trail; its sender may have chosen it. */
  readonly requestId: string;
  /** Of the command that the request gives. The same again when a request is repeated under its `Idempotency-Key`. */
  readonly commandId: string;
}

export interface RequestWithCaller {
  caller?: Caller;
}

/** The context of the command that a request gives. Throws InvalidRequestError for an `If-Match` that cannot be read. */
export const Origin = createParamDecorator((_: undefined, execution: ExecutionContext): CommandContext => {
  const { name, commandId, requestId } = callerOf(execution);
  const { ip: from } = execution.switchToHttp().getRequest<{ readonly ip?: string }>();
  const expected = expectedRevisionOf(execution);
  const context = { ...newContext(commandId, `token:${name}`), correlationId: requestId };
  return { ...context, ...(from !== undefined && { from }), ...(expected && { expected }) };
});

/** Who sent the request. */
export const Sender = createParamDecorator((_: undefined, execution: ExecutionContext): Caller => callerOf(execution));

function callerOf(execution: ExecutionContext): Caller {
  const { caller } = execution.switchToHttp().getRequest<RequestWithCaller>();
  if (!caller) throw new Error('the request has no caller');
  return caller;
}
