import type { IncomingMessage } from 'node:http';
import type { ExpectedRevision } from '@holdfast/event-sourcing';
import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import { InvalidRequestError } from './invalid-request.error.ts';

type StreamOf = (id: string) => string;

const REVISION_OF = Symbol('RevisionOf');

/**
 * Marks routes, or a whole controller, whose parameter `id` names one thing with a stream of its own. Its revision is the `ETag` of what GET
 * answers; a change that comes with `If-Match` is refused (412) when the thing has moved on.
 */
export const RevisionOf = (streamOf: StreamOf) => SetMetadata(REVISION_OF, streamOf);

/** The stream whose revision the route is about; undefined for other routes. */
export function streamOfRoute(execution: ExecutionContext): string | undefined {
  const marks = [execution.getHandler(), execution.getClass()].map(
    (place) => Reflect.getMetadata(REVISION_OF, place) as StreamOf | undefined,
  );
  const streamOf = marks.find((mark) => mark !== undefined);
  const { id } = execution.switchToHttp().getRequest<{ params: Readonly<Record<string, string>> }>().params;
  return streamOf && id !== undefined ? streamOf(id) : undefined;
}

/** `*` expects no more than that the thing is there, which every command does. */
export function expectedRevisionOf(execution: ExecutionContext): ExpectedRevision | undefined {
  const header = execution.switchToHttp().getRequest<IncomingMessage>().headers['if-match']?.trim();
  const stream = streamOfRoute(execution);
  if (header === undefined || header === '*' || stream === undefined) return undefined;
  if (!/^(W\/)?"[^"]*"(\s*,\s*(W\/)?"[^"]*")*$/.test(header)) {
    throw new InvalidRequestError([{ property: 'If-Match', constraints: { form: 'If-Match must be the ETag of an answer, or *' } }]);
  }
  return { stream, revisions: revisionsIn(header) };
}

/** A tag that is not one of ours, or a weak one, names no revision: it never matches. */
function revisionsIn(header: string): readonly bigint[] {
  return header.split(',').flatMap((tag) => {
    const revision = /^\s*"(\d{1,18})"\s*$/.exec(tag)?.[1];
    return revision === undefined ? [] : [BigInt(revision)];
  });
}
