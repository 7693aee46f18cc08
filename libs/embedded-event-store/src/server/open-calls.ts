import { toCallError, unavailable } from '../wire/service-errors.ts';

/** The part of a call that this needs, whatever its messages are. */
interface StreamingCall {
  on(event: 'cancelled', listener: () => void): unknown;
  emit(event: 'error', error: Error): unknown;
  end(): unknown;
}

/** The calls that send until somebody stops them: the caller, or the server when it closes. */
export class OpenCalls {
  readonly #running = new Map<AbortController, Promise<void>>();
  #closing = false;

  /** Runs `answer` until it is done; its signal is aborted when the caller has gone or the server closes. */
  run(call: StreamingCall, answer: (signal: AbortSignal) => Promise<void>): void {
    const controller = new AbortController();
    call.on('cancelled', () => {
      controller.abort();
    });
    const answered = async (): Promise<void> => answer(controller.signal);
    const running = answered()
      .then(() => {
        if (this.#closing) call.emit('error', unavailable('The event store is closing.'));
        else call.end();
      })
      .catch((error: unknown) => {
        call.emit('error', toCallError(error));
      })
      .finally(() => this.#running.delete(controller));
    this.#running.set(controller, running);
  }

  /** Stops all calls and waits until none reads from the store any more. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const controller of this.#running.keys()) controller.abort();
    await Promise.all(this.#running.values());
  }
}
