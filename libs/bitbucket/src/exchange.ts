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
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
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
  const timeout = AbortSignal.timeout(limits.timeoutMs);
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
        signal: limits.signal === undefined ? timeout : AbortSignal.any([limits.signal, timeout]),
      }),
    );
  } catch (error) {
    throw failureOf(error, timeout.aborted ? `no answer within ${limits.timeoutMs / 1000} s` : null, limits.maxBytes);
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
