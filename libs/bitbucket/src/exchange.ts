import axios, { AxiosError, type AxiosResponse } from 'axios';
import type { AnswerHeaders } from './answer-headers.ts';

/** One answer as it came, redirects and errors included. */
export interface Exchange {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: string;
}

export interface HttpRequest {
  readonly url: URL;
  readonly authorization: string | null;
  /** Makes it a POST. */
  readonly form?: Readonly<Record<string, string>>;
}

export interface ExchangeLimits {
  /** It is given up when nothing arrives for so long. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Called whenever something arrived. */
  readonly onProgress?: (() => void) | undefined;
}

/** Nothing came back, or not all of it. The reason names no header and no address. */
export class NoAnswerError extends Error {}

/** The answer is larger than allowed. */
export class AnswerTooLargeError extends Error {}

/**
 * Sends one request and reads one answer. Follows nothing, retries nothing, and ignores proxies of the environment,
 * so the Authorization header goes to `request.url` and nowhere else.
 */
export async function exchange(request: HttpRequest, limits: ExchangeLimits): Promise<Exchange> {
  using silence = new Silence(limits.timeoutMs);
  try {
    return exchangeOf(
      await axios.request<ArrayBuffer>({
        url: request.url.href,
        method: request.form === undefined ? 'GET' : 'POST',
        ...(request.form === undefined ? {} : { data: new URLSearchParams(request.form).toString() }),
        headers: headersOf(request),
        responseType: 'arraybuffer',
        maxRedirects: 0,
        maxContentLength: limits.maxBytes,
        proxy: false,
        validateStatus: () => true,
        signal: limits.signal === undefined ? silence.signal : AbortSignal.any([limits.signal, silence.signal]),
        onDownloadProgress: () => {
          silence.isBroken();
          limits.onProgress?.();
        },
      }),
    );
  } catch (error) {
    throw failureOf(error, silence.signal.aborted ? `nothing arrived for ${limits.timeoutMs / 1000} s` : null, limits.maxBytes);
  }
}

/** Aborts its signal when it has lasted too long: an answer may take long, as long as it comes. */
class Silence implements Disposable {
  readonly #tooLong = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number) {
    this.#timer = setTimeout(() => {
      this.#tooLong.abort();
    }, milliseconds);
  }

  get signal(): AbortSignal {
    return this.#tooLong.signal;
  }

  isBroken(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

function headersOf(request: HttpRequest): Record<string, string> {
  return {
    Accept: 'application/json',
    'User-Agent': 'holdfast',
    ...(request.form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...(request.authorization === null ? {} : { Authorization: request.authorization }),
  };
}

function exchangeOf(response: AxiosResponse<ArrayBuffer>): Exchange {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return { status: response.status, headers, body: Buffer.from(response.data).toString('utf8') };
}

/** The error of axios holds the request with its headers, so only its code survives. */
function failureOf(error: unknown, timedOut: string | null, maxBytes: number): Error {
  if (!(error instanceof AxiosError)) return new NoAnswerError('the request could not be sent');
  if (error.message.startsWith('maxContentLength')) return new AnswerTooLargeError(`it is larger than ${maxBytes} bytes`);
  return new NoAnswerError(timedOut ?? `the connection failed (${error.code ?? 'unknown reason'})`);
}
