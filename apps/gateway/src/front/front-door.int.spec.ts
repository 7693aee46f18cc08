import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { accessRoles } from '@holdfast/access/contracts';
import type { CommandContext } from '@holdfast/event-sourcing';
import { Origin } from '@holdfast/http';
import { openBench, type Bench } from '@holdfast/http/testing';
import { Body, Controller, Get, Ip, Logger, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { gatewayOnBench, type GatewayOnBench } from '../testing/gateway-on-bench.ts';

class EchoRequest {
  @IsString()
  text!: string;
}

@Controller('echo')
class EchoController {
  @Get()
  get(@Origin() { correlationId, commandId }: CommandContext, @Ip() address: string): object {
    return { correlationId, commandId, address };
  }

  @Get('defect')
  fail(): never {
    throw new TypeError('a defect of ours');
  }

  @Post()
  post(@Body() { text }: EchoRequest): object {
    return { length: text.length };
  }
}

const routeRoles = { 'GET /echo': accessRoles, 'GET /echo/defect': accessRoles, 'POST /echo': accessRoles };

describe('any answer', () => {
  let bench: Bench;
  let gateway: GatewayOnBench;

  beforeAll(async () => {
    bench = await openBench();
    gateway = await gatewayOnBench(bench, { routeRoles, controllers: [EchoController] });
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await bench[Symbol.asyncDispose]();
  });

  const requestIdOf = async (given: string) => {
    const { headers, answer } = await gateway.call('GET', '/echo', { headers: { 'x-request-id': given } });
    return { told: headers.get('x-request-id'), ...answer };
  };

  it.each<[string, string, string, string | null | undefined]>([
    ['a success', 'GET', '/echo', undefined],
    ['a refusal for want of a token', 'GET', '/echo', null],
    ['an address where nothing is', 'GET', '/nowhere', undefined],
    ['an address that cannot be read', 'GET', '/%ff', undefined],
    ['a method that is not there', 'OPTIONS', '/echo', undefined],
  ])('tells browsers to keep, guess, frame and share nothing: %s', async (_, method, path, token) => {
    const { headers } = await gateway.call(method, path, {
      ...(token !== undefined && { token }),
      headers: { origin: 'https://evil.example' },
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': expect.any(String),
    });
    for (const name of ['x-powered-by', 'server', 'etag', 'strict-transport-security']) expect(headers.get(name)).toBeNull();
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('does not say to a page of another origin that it may send something', async () => {
    const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    expect(await gateway.call('OPTIONS', '/echo', { headers: preflight, token: null })).toMatchObject({
      ...{ status: 405, answer: { code: 'METHOD_NOT_ALLOWED' } },
    });
  });

  it('has the id that its sender gave, which is also that of the story in the audit trail', async () => {
    expect(await requestIdOf('ci-run-4711/step:3')).toMatchObject({ told: 'ci-run-4711/step:3', correlationId: 'ci-run-4711/step:3' });
  });

  it('has an id of its own when the given one could be anything', async () => {
    for (const given of ['', 'x'.repeat(101), 'two words', '{"a":1}', 'a;b', '<b>']) {
      const { told, correlationId } = (await requestIdOf(given)) as { told: string; correlationId: string };
      expect(told).not.toBe(given);
      expect(told).toMatch(/^[0-9a-f-]{36}$/);
      expect(correlationId).toBe(told);
    }
  });

  it('is found in the log by its id when something went wrong on our side', async () => {
    const lines: string[] = [];
    const note = (message: unknown) => lines.push(String(message));
    Logger.overrideLogger({ log: note, warn: note, error: note });
    const { status } = await gateway.call('GET', '/echo/defect', { headers: { 'x-request-id': 'ci-run-4712' } });
    Logger.overrideLogger(false);
    expect(status).toBe(500);
    expect(lines).toEqual([expect.stringMatching(/^request ci-run-4712: TypeError: a defect of ours\n/)]);
  });

  it('is about a command of its own, whatever id was given', async () => {
    const [one, other] = [await requestIdOf('the-same'), await requestIdOf('the-same')] as { commandId?: string }[];
    expect(one?.commandId).not.toBe(other?.commandId);
  });

  it('believes a proxy that is trusted where the request comes from and how, and nobody else', async () => {
    const trustedProxies = ['127.0.0.0/8'];
    await using behindProxy = await gatewayOnBench(bench, { routeRoles, controllers: [EchoController], frontDoor: { trustedProxies } });
    const headers = { 'x-forwarded-for': '203.0.113.7, 198.51.100.9', 'x-forwarded-proto': 'https' };
    const believed = await behindProxy.call('GET', '/echo', { headers });
    expect([believed.answer['address'], believed.headers.get('strict-transport-security')]).toEqual(['198.51.100.9', 'max-age=31536000']);
    const disbelieved = await gateway.call('GET', '/echo', { headers });
    expect([disbelieved.answer['address'], disbelieved.headers.get('strict-transport-security')]).toEqual(['127.0.0.1', null]);
  });

  it('is a refusal for more than 100 kB', async () => {
    const body = (length: number) => ({ body: { text: 'x'.repeat(length) } });
    expect((await gateway.call('POST', '/echo', body(100 * 1024 - 20))).answer).toEqual({ length: 100 * 1024 - 20 });
    expect(await gateway.call('POST', '/echo', body(100 * 1024))).toMatchObject({ status: 413, answer: { code: 'CONTENT_TOO_LARGE' } });
  });

  it('is a refusal for an address that is too long', async () => {
    expect((await gateway.call('GET', `/echo?q=${'x'.repeat(4_000)}`)).status).toBe(200);
    expect(await gateway.call('GET', `/echo?q=${'x'.repeat(4_100)}`)).toMatchObject({ status: 414, answer: { code: 'URI_TOO_LONG' } });
  });

  it.each([
    [
      'a body in two frames of different length',
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a header that is none', 'GET /echo HTTP/1.1\r\nHost: x\r\nno header at all\r\n\r\n'],
    ['more headers than fit', `GET /echo HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  ])('is the end of the connection for %s', async (_, text) => {
    expect(await answerTo(gateway.url, text)).toMatch(/^HTTP\/1\.1 4(00|31) /);
    expect((await gateway.call('GET', '/echo')).status).toBe(200);
  });

  it.each([
    ['its head', 'GET /echo HTTP/1.1\r\nHost: x\r\n'],
    ['its body', 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{'],
  ])('is not kept for who never ends %s', async (_, text) => {
    const frontDoor = { headWithin: 100, requestWithin: 200, checkedEvery: 50 };
    await using hurried = await gatewayOnBench(bench, { routeRoles, controllers: [EchoController], frontDoor });
    expect(await answerTo(hurried.url, text)).toMatch(/^HTTP\/1\.1 408 /);
  });
});

/** What a client gets that sends this and waits until the connection ends. */
async function answerTo(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(text);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}
