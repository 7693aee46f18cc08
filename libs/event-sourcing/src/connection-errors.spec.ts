import { describe, expect, it } from '@jest/globals';
import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  TimeoutError,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client';
import { isOutage, NoAnswerError } from './connection-errors.ts';

const grpcError = (code: number) => Object.assign(new Error('from gRPC'), { code });
const unknown = (code?: number) => new UnknownError(code === undefined ? undefined : (grpcError(code) as never));

const open = [
  new UnavailableError(),
  new CancelledError(),
  new DeadlineExceededError(),
  new TimeoutError(),
  new NoAnswerError(1),
  unknown(),
  unknown(13),
  grpcError(14),
  grpcError(1),
  new Error('Channel has been shut down'),
  new Error('Failed to discover after 10 attempts.'),
];
const settled = [
  new AccessDeniedError(),
  MaxAppendSizeExceededError.fromMaxAppendSize(1_048_576),
  StreamDeletedError.fromStreamName('plan-1'),
  unknown(3),
  grpcError(7),
  new Error('any other'),
  new TypeError('a mistake'),
  'no error',
];

describe('an error of the client', () => {
  it.each(open.map((error) => ({ error, name: `${error.constructor.name} ${error.message}` })))(
    'leaves the outcome open: $name',
    ({ error }) => {
      expect(isOutage(error)).toBe(true);
    },
  );

  it.each(settled.map((error) => ({ error, name: String(error) })))('settles the matter: $name', ({ error }) => {
    expect(isOutage(error)).toBe(false);
  });
});
