import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import type { Readable } from 'node:stream';
import { traceDescriptor } from './git-environment.ts';
import { HttpTrace } from './http-trace.ts';

export interface ProcessOptions {
  readonly binary: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** A file descriptor, or kept. */
  readonly stdout: number | 'pipe';
  readonly signal: AbortSignal | undefined;
  /** Ended when neither output nor HTTP traffic moves for so long. Undefined: never. */
  readonly noProgressSeconds: number | undefined;
  /** Called whenever output or HTTP traffic moves. */
  readonly onProgress: (() => void) | undefined;
  /** Called for each HTTP request as it is sent. */
  readonly onRequest: (() => void) | undefined;
}

export interface ProcessEnd {
  readonly how: 'exit' | 'stalled' | 'aborted' | 'not started';
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly trace: HttpTrace;
}

/** Time for git to remove its lock files before it is killed. */
const graceMs = 2_000;
const keptStderrChunks = 4_000;

/** Runs git as the leader of its own process group, without a shell. Never rejects. */
export function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  return options.signal?.aborted === true ? Promise.resolve(endOf('aborted')) : new GitProcess(options).end;
}

class GitProcess {
  readonly end: Promise<ProcessEnd>;
  private readonly child: ChildProcess;
  private readonly trace: HttpTrace;
  private readonly onProgress: (() => void) | undefined;
  private readonly stdout: Buffer[] = [];
  private readonly stderr: string[] = [];
  private how: ProcessEnd['how'] = 'exit';
  private watchdog: NodeJS.Timeout | undefined;
  private killer: NodeJS.Timeout | undefined;

  constructor(options: ProcessOptions) {
    this.trace = new HttpTrace(options.onRequest);
    this.onProgress = options.onProgress;
    const stdio: StdioOptions = ['pipe', options.stdout, 'pipe', 'pipe'];
    this.child = spawn(options.binary, options.args, { env: options.environment, stdio, detached: true });
    this.end = this.settled(options.signal);
    this.listen();
    if (options.noProgressSeconds !== undefined) this.watch(options.noProgressSeconds);
    this.child.stdin?.end(options.stdin);
  }

  private settled(signal: AbortSignal | undefined): Promise<ProcessEnd> {
    const abort = (): void => {
      this.stop('aborted');
    };
    signal?.addEventListener('abort', abort, { once: true });
    return new Promise<ProcessEnd>((resolve) => {
      this.child.once('error', () => {
        this.how = 'not started';
      });
      this.child.once('close', (exitCode) => {
        resolve(this.endWith(exitCode));
      });
    }).finally(() => {
      signal?.removeEventListener('abort', abort);
      clearTimeout(this.watchdog);
      clearTimeout(this.killer);
    });
  }

  private listen(): void {
    this.child.stdin?.on('error', () => undefined); // git may end without reading everything: its exit code says why
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout.push(chunk);
      this.moved();
    });
    this.onText(this.child.stderr, (text) => {
      this.stderr.push(text);
      if (this.stderr.length > keptStderrChunks) this.stderr.shift();
    });
    this.onText(this.child.stdio[traceDescriptor] as Readable, (text) => {
      this.trace.read(text);
    });
  }

  private onText(stream: Readable | null, read: (text: string) => void): void {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      read(text);
      this.moved();
    });
  }

  private moved(): void {
    this.watchdog?.refresh();
    this.onProgress?.();
  }

  private watch(noProgressSeconds: number): void {
    this.watchdog = setTimeout(() => {
      this.stop('stalled');
    }, noProgressSeconds * 1000);
  }

  private stop(how: 'stalled' | 'aborted'): void {
    if (this.how !== 'exit') return;
    this.how = how;
    this.signalGroup('SIGTERM');
    this.killer = setTimeout(() => {
      this.signalGroup('SIGKILL');
    }, graceMs);
  }

  /** The whole group, since git leaves the talking to a helper process. */
  private signalGroup(signal: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  private endWith(exitCode: number | null): ProcessEnd {
    return { how: this.how, exitCode, stdout: Buffer.concat(this.stdout), stderr: this.stderr.join(''), trace: this.trace };
  }
}

function endOf(how: ProcessEnd['how']): ProcessEnd {
  return { how, exitCode: null, stdout: Buffer.alloc(0), stderr: '', trace: new HttpTrace() };
}
