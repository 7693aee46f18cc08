import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { AccessTokenView } from '@holdfast/access/contracts';
import { describedFetch } from '@holdfast/gateway/testing';
import { GatewayProcess } from './testing/gateway-process.ts';
import { ADMINISTRATOR_TOKEN } from './testing/scene.ts';

describe('a request with an Idempotency-Key', () => {
  let gateway: GatewayProcess;

  beforeAll(async () => {
    gateway = await GatewayProcess.start();
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
  });

  const create = async (key: string) => {
    const response = await describedFetch(`${gateway.url}/api/v1/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMINISTRATOR_TOKEN}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ name: key, role: 'auditor' }),
    });
    return { status: response.status, answer: (await response.json()) as { id: string; token: string } };
  };

  it.each([0, 2, 4, 8, 16])('has one effect though the gateway is killed %d milliseconds after it came', async (milliseconds) => {
    const key = `killed after ${milliseconds}`;
    const cut = create(key).catch(() => null);
    await delay(milliseconds);
    await gateway.kill();
    const before = await cut;
    await gateway.startAgain();
    const [first, again] = [await create(key), await create(key)];
    expect(first.status).toBe(201);
    expect(again).toEqual(first);
    if (before) expect(before).toEqual(first);
    const tokens = await gateway.api.all<AccessTokenView>('/tokens');
    expect(tokens.filter(({ name }) => name === key).map(({ id }) => id)).toEqual([first.answer.id]);
  });
});
