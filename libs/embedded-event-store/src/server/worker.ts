import { Worker } from 'node:worker_threads';
import { EmbeddedEventStoreError, maintenanceFailed, storeStopped } from '../embedded-event-store.errors.ts';
import type { ScavengeResult } from '../storage/scavenge.ts';
import type { WorkerCommand, WorkerOptions, WorkerReport } from './worker-messages.ts';

const MAIN = new URL('./main.ts', import.meta.url);
const TYPESCRIPT = new URL('../../../../tools/typescript.mjs', import.meta.url);

export interface Address {
  readonly host: string;
  readonly port: number;
}

interface Waiting {
  readonly resolve: (result: ScavengeResult | undefined) => void;
  readonly reject: (error: EmbeddedEventStoreError) => void;
}

/** The thread in which the server runs, as the application's thread sees it. */
export class ServerWorker {
  /** Where it listens; rejected if it cannot start. */
  readonly listening: Promise<Address>;
  /** Resolves when the thread has ended: with the reason unless it was asked to close. */
  readonly ended: Promise<EmbeddedEventStoreError | undefined>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #isClosing = false;
  #lastNumber = 0;

  constructor(workerData: WorkerOptions) {
    // A thread does not pass through Jest's transformation, and these options replace inherited ones: the sources' loader is always named.
    const execArgv = ['--disable-warning=ExperimentalWarning', '--import', TYPESCRIPT.href];
    this.#worker = new Worker(MAIN, { workerData, execArgv });
    const failure = this.#untilFailure();
    this.ended = failure.then((error) => (this.#isClosing ? undefined : error));
    this.listening = this.#untilListening(failure);
    this.#worker.on('message', (report: WorkerReport) => {
      this.#receive(report);
    });
    void failure.then((error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  async scavenge(): Promise<ScavengeResult> {
    const result = await this.#ask((number) => ({ kind: 'scavenge', number }));
    return result ?? { removedEvents: 0, freedBytes: 0 };
  }

  async backUp(toFile: string): Promise<void> {
    await this.#ask((number) => ({ kind: 'back-up', number, toFile }));
  }

  async close(): Promise<void> {
    if (!this.#isClosing) this.#send({ kind: 'close' });
    this.#isClosing = true;
    await this.ended;
  }

  #ask(command: (number: number) => WorkerCommand): Promise<ScavengeResult | undefined> {
    if (this.#isClosing) return Promise.reject(storeStopped('it was closed'));
    const number = ++this.#lastNumber;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#send(command(number));
    });
  }

  #send(command: WorkerCommand): void {
    this.#worker.postMessage(command);
  }

  #receive(report: WorkerReport): void {
    if (report.kind !== 'done' && report.kind !== 'not-done') return;
    const waiting = this.#waiting.get(report.number);
    this.#waiting.delete(report.number);
    if (report.kind === 'done') waiting?.resolve(report.result);
    else waiting?.reject(maintenanceFailed(report.message));
  }

  #untilFailure(): Promise<EmbeddedEventStoreError> {
    return new Promise((resolve) => {
      this.#worker.once('error', (error) => {
        resolve(storeStopped(error instanceof Error ? error.message : String(error)));
      });
      this.#worker.once('exit', () => {
        resolve(storeStopped('its thread ended'));
      });
    });
  }

  async #untilListening(failure: Promise<EmbeddedEventStoreError>): Promise<Address> {
    const first = new Promise<WorkerReport>((resolve) => this.#worker.once('message', resolve));
    const report = await Promise.race([first, failure]);
    if (report instanceof EmbeddedEventStoreError) throw report;
    if (report.kind === 'listening') return report;
    await failure;
    throw report.kind === 'failed' ? new EmbeddedEventStoreError(report.code, report.message) : storeStopped('it did not listen');
  }
}
