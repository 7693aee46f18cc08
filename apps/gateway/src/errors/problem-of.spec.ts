import { describe, expect, it } from '@jest/globals';
import {
  ConcurrencyError,
  DomainError,
  EventStoreUnavailableError,
  ProjectionError,
  ReadModelsStandStillError,
  type DomainErrorKind,
} from '@holdfast/event-sourcing';
import { InvalidRequestError } from '@holdfast/http';
import { ForbiddenException, NotFoundException, ServiceUnavailableException, UnauthorizedException } from '@nestjs/common';
import { problemOf } from './problem-of.ts';

const SECRET = 'ATATT3x-secret';
const parserError = (status: number) => Object.assign(new Error(`Unexpected token in ${SECRET}`), { status, expose: true });

describe('an error, as it is answered', () => {
  it.each<[DomainErrorKind, number, string]>([
    ['invalid', 400, 'Bad request'],
    ['not_found', 404, 'Not found'],
    ['conflict', 409, 'Conflict'],
    ['refused_by_provider', 422, 'Refused by the provider'],
    ['provider_busy', 422, 'Refused by the provider'],
    ['provider_unavailable', 502, 'Provider unreachable'],
  ])('has the status of what the caller can do about it: %s is %d', (kind, status, title) => {
    expect(problemOf(new DomainError(kind, 'SOME_CODE', 'What is wrong.'))).toEqual({
      ...{ type: 'about:blank', title, status, detail: 'What is wrong.', code: 'SOME_CODE' },
    });
  });

  it('tells the details of a refusal', () => {
    const error = new DomainError('refused_by_provider', 'SCOPES_MISSING', 'Scopes are missing.', { missing: ['a'], granted: ['b'] });
    expect(problemOf(error)).toMatchObject({ status: 422, code: 'SCOPES_MISSING', missing: ['a'], granted: ['b'] });
  });

  it('cannot be overruled by its details', () => {
    const error = new DomainError('conflict', 'SOME_CODE', 'What is wrong.', { status: 200, code: 'FINE', title: 'Fine', detail: 'Fine' });
    expect(problemOf(error)).toMatchObject({ status: 409, code: 'SOME_CODE', title: 'Conflict', detail: 'What is wrong.' });
  });

  it('names each field of a request that is wrong', () => {
    const inner = { property: 'email', constraints: { isEmail: 'email must be an email' } };
    const error = new InvalidRequestError([
      { property: 'credential', children: [inner] },
      { property: 'name', constraints: { isString: 'name must be a string', isNotEmpty: 'name should not be empty' } },
    ]);
    expect(problemOf(error)).toEqual({
      ...{ type: 'about:blank', title: 'Bad request', status: 400, detail: 'The request is not valid.', code: 'INVALID_REQUEST' },
      errors: [
        { field: 'credential.email', message: 'email must be an email' },
        { field: 'name', message: 'name must be a string' },
        { field: 'name', message: 'name should not be empty' },
      ],
    });
  });

  it.each([
    [
      new EventStoreUnavailableError(new Error(`connect ${SECRET}`)),
      'EVENT_STORE_UNAVAILABLE',
      'the event store cannot be reached; try again',
    ],
    [new ConcurrencyError('plan-p1'), 'CONCURRENT_CHANGES', 'plan-p1 kept changing while the command was decided; try again'],
  ])('says that trying again may help', (error, code, detail) => {
    expect(problemOf(error)).toEqual({ type: 'about:blank', title: 'Service unavailable', status: 503, detail, code });
  });

  it('does not say so while the read models stand still, nor at what', () => {
    const event = { id: 'e1', type: 'NoteWritten', stream: 'note-1', revision: 0n };
    expect(problemOf(new ReadModelsStandStillError(new ProjectionError('notes', event, new Error(SECRET))))).toEqual({
      ...{ type: 'about:blank', title: 'Service unavailable', status: 503, code: 'READ_MODELS_STAND_STILL' },
      detail: 'the read models stand still at an event that they cannot apply',
    });
  });

  it.each([
    [new UnauthorizedException('A token is needed.'), 401, 'UNAUTHORIZED', 'A token is needed.'],
    [new ForbiddenException('Another role is needed.'), 403, 'FORBIDDEN', 'Another role is needed.'],
    [new ServiceUnavailableException('not yet'), 503, 'NOT_READY', 'not yet'],
    [new NotFoundException(`Cannot GET /x?token=${SECRET}`), 404, 'NOT_FOUND', 'There is nothing at this address.'],
    [parserError(400), 400, 'BAD_REQUEST', 'The body is not valid JSON, or the address is malformed.'],
    [parserError(413), 413, 'CONTENT_TOO_LARGE', 'The body is too large.'],
    [parserError(415), 415, 'UNSUPPORTED_MEDIA_TYPE', 'The request was refused.'],
    [parserError(418), 418, 'REQUEST_FAILED', 'The request was refused.'],
  ])('repeats nothing of what was sent: %s', (error, status, code, detail) => {
    const answer = problemOf(error);
    expect(answer).toMatchObject({ status, code, detail });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  it.each([
    new TypeError(SECRET),
    SECRET,
    null,
    undefined,
    { status: 200, expose: true, message: SECRET },
    parserError(500),
    parserError(200),
  ])('is a defect of ours when it is not on the list, and tells nothing of its inside', (error) => {
    expect(problemOf(error)).toEqual({
      ...{ type: 'about:blank', title: 'Internal error', status: 500, code: 'INTERNAL_ERROR' },
      detail: 'Something went wrong on our side; the log knows more.',
    });
  });
});
