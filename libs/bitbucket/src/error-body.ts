import { asObject, asText, asTexts, type JsonObject } from './json.ts';

/** What an error body says; JSON in Bitbucket's layout where it is that, its text where it is not. */
export interface ErrorBody {
  /** One line of at most 300 characters, empty when there is nothing to quote. */
  readonly message: string;
  /** From `error.detail` of a 403 about scopes. */
  readonly required: readonly string[] | null;
  readonly granted: readonly string[] | null;
}

/** Never throws: an error answer may be anything, from plain text to a page of some proxy. */
export function readErrorBody(body: string): ErrorBody {
  const error = asObject(asObject(parsed(body))?.['error']);
  if (error === null) return { message: body.trimStart().startsWith('<') ? '' : oneLine(body), required: null, granted: null };
  const detail = asObject(error['detail']);
  return { message: messageIn(error), required: asTexts(detail?.['required']), granted: asTexts(detail?.['granted']) };
}

const rateLimitWords = /rate limit.{0,60}exceeded/is;

/** A 429 in any shape, and a 403 with the words of one. The body of a 429 need not be JSON and is not looked at. */
export function isRateLimitAnswer(status: number, body: string): boolean {
  return status === 429 || (status === 403 && rateLimitWords.test(body.slice(0, 2_000)));
}

function messageIn(error: JsonObject): string {
  const detail = asText(error['detail']);
  const message = asText(error['message']) ?? '';
  return oneLine(detail === null ? message : `${message} (${detail})`);
}

function oneLine(text: string): string {
  const line = text
    .slice(0, 2_000)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
