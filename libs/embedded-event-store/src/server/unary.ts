import type { sendUnaryData, ServerReadableStream, ServerUnaryCall } from '@grpc/grpc-js';
import { toCallError } from '../wire/service-errors.ts';

type SingleAnswerCall<Request, Response> = ServerUnaryCall<Request, Response> | ServerReadableStream<Request, Response>;

/** A call with one answer: a value, or an error that the client can read. */
export function unary<Request, Response, Call extends SingleAnswerCall<Request, Response>>(
  answer: (call: Call) => Response | Promise<Response>,
): (call: Call, callback: sendUnaryData<Response>) => void {
  const answered = async (call: Call): Promise<Response> => answer(call);
  return (call, callback) => {
    answered(call).then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(toCallError(error));
      },
    );
  };
}

/** Begins a call with many answers; if that fails the call ends with the error. */
export function startWith(call: { emit(event: 'error', error: Error): unknown }, start: () => void): void {
  try {
    start();
  } catch (error) {
    call.emit('error', toCallError(error));
  }
}
