import { describe, expect, it } from '@jest/globals';
import { HttpTrace, secondsIn } from './http-trace.ts';

const line = (text: string): string => `03:11:51.088307 http.c:684              ${text}\n`;
const request = line('=> Send header: GET /web.git/info/refs?service=git-upload-pack HTTP/1.1') + line('=> Send header: Host: x');

function read(...chunks: string[]): HttpTrace {
  const trace = new HttpTrace();
  for (const chunk of chunks) trace.read(chunk);
  return trace;
}

describe('a trace of HTTP', () => {
  it('counts request lines, not headers', () => {
    const post = line('=> Send header: POST /web.git/git-upload-pack HTTP/2') + line('=> Send header: Content-Type: a');
    expect(read(request + post).requests).toBe(2);
  });

  it('may come in pieces of any size', () => {
    expect(read(...(request + line('<= Recv header: HTTP/2 429')).split('').map(String))).toMatchObject({ requests: 1, status: 429 });
  });

  it('tells the status and Retry-After of the latest answer', () => {
    const limited = line('<= Recv header: HTTP/1.1 429 Too Many Requests') + line('<= Recv header: Retry-After: 7');
    expect(read(limited)).toMatchObject({ status: 429, retryAfter: '7' });
    expect(read(limited, line('<= Recv header: HTTP/1.1 200 OK'))).toMatchObject({ status: 200, retryAfter: null });
  });
});

describe('Retry-After', () => {
  const now = (): Date => new Date('2026-11-22T10:00:00Z');

  it.each([
    ['7', 7],
    ['Sun, 22 Nov 2026 10:01:00 GMT', 60],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('of %j is %j seconds', (value, seconds) => {
    expect(secondsIn(value, now)).toBe(seconds);
  });

  it('is unknown as a date without a clock', () => {
    expect(secondsIn('Sun, 22 Nov 2026 10:01:00 GMT', undefined)).toBeNull();
  });
});
