/** Reads what git reports of its HTTP traffic (GIT_TRACE_CURL): the one place that knows every request, also those that curl repeats. */
export class HttpTrace {
  requests = 0;
  /** Of the latest answer. */
  status: number | null = null;
  retryAfter: string | null = null;
  private rest = '';
  private readonly onRequest: (() => void) | undefined;

  constructor(onRequest?: () => void) {
    this.onRequest = onRequest;
  }

  read(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.readLine(line);
  }

  private readLine(line: string): void {
    if (/=> Send header: [A-Z]+ \S+ HTTP\//.test(line)) this.noteRequest();
    const status = /<= Recv header: HTTP\/[\d.]+ (\d{3})/.exec(line)?.[1];
    if (status !== undefined) {
      this.status = Number(status);
      this.retryAfter = null;
    }
    this.retryAfter = /<= Recv header: retry-after:\s*(.+?)\s*$/i.exec(line)?.[1] ?? this.retryAfter;
  }

  private noteRequest(): void {
    this.requests += 1;
    this.onRequest?.();
  }
}

/** `Retry-After`: seconds, or an HTTP date when there is a clock to compare with. */
export function secondsIn(retryAfter: string | null, now: (() => Date) | undefined): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return now === undefined || Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now().getTime()) / 1000));
}
