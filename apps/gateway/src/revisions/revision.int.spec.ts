import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { accessRoles } from '@holdfast/access/contracts';
import { DeciderRepository, DomainError, type CommandContext, type Decider } from '@holdfast/event-sourcing';
import { Origin, RevisionOf } from '@holdfast/http';
import { openBench, type Bench } from '@holdfast/http/testing';
import { planStream } from '@holdfast/plans/contracts';
import { Controller, Get, HttpCode, Param, Patch, Put } from '@nestjs/common';
import { TOKEN } from '../testing/bench-platform.ts';
import { gatewayOnBench, type GatewayOnBench } from '../testing/gateway-on-bench.ts';

interface Counted {
  readonly type: 'Counted';
  readonly data: { readonly count: number };
}

const counter: Decider<number, null, Counted> = {
  initialState: 0,
  decide(_, count) {
    if (count === 0) throw new DomainError('not_found', 'NO_COUNTER', 'There is no such counter.');
    return [{ type: 'Counted', data: { count: count + 1 } }];
  },
  evolve: (_, { data }) => data.count,
  events: { Counted: 'as-stored' },
};

@Controller('counters')
@RevisionOf(planStream)
class CountersController {
  constructor(private readonly repository: DeciderRepository) {}

  @Get(':id')
  get(@Param('id') id: string): object {
    return { id };
  }

  @Patch(':id')
  @HttpCode(204)
  async count(@Param('id') id: string, @Origin() origin: CommandContext): Promise<void> {
    await this.repository.decide(counter, planStream(id), null, origin);
  }
}

@Controller('loose')
class LooseController {
  constructor(private readonly repository: DeciderRepository) {}

  @Put(':id')
  @HttpCode(204)
  async count(@Param('id') id: string, @Origin() origin: CommandContext): Promise<void> {
    await this.repository.decide(counter, planStream(id), null, origin);
  }
}

const routeRoles = { 'GET /counters/:id': accessRoles, 'PATCH /counters/:id': accessRoles, 'PUT /loose/:id': accessRoles };

describe('what can be changed over HTTP', () => {
  let bench: Bench;
  let gateway: GatewayOnBench;

  beforeAll(async () => {
    bench = await openBench();
    gateway = await gatewayOnBench(bench, { routeRoles, controllers: [CountersController, LooseController] });
  });

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await bench[Symbol.asyncDispose]();
  });

  const newCounter = async () => {
    const id = bench.newId();
    await bench.store(planStream(id), { type: 'Counted', data: { count: 1 } });
    await gateway.readModels.waitFor(await gateway.readModels.lastStored());
    return id;
  };
  const tagOf = async (id: string) => (await gateway.call('GET', `/counters/${id}`)).headers.get('etag');
  const count = (id: string, ifMatch?: string) =>
    gateway.call('PATCH', `/counters/${id}`, { headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } });

  it('is shown with its revision, which moves with each change', async () => {
    const id = await newCounter();
    expect(await tagOf(id)).toBe('"0"');
    expect((await count(id)).status).toBe(204);
    expect(await tagOf(id)).toBe('"1"');
  });

  it('is changed by who has seen it as it is', async () => {
    const id = await newCounter();
    for (const tag of [await tagOf(id), '"1"', '"0", "2"', '*']) expect((await count(id, String(tag))).status).toBe(204);
    expect(await tagOf(id)).toBe('"4"');
  });

  it.each(['"0"', 'W/"1"', '"another"', '"99999999999999999999999"'])('is left as it is by who has seen another: %s', async (tag) => {
    const id = await newCounter();
    await count(id);
    expect(await count(id, tag)).toMatchObject({ status: 412, answer: { code: 'REVISION_MOVED', etag: '"1"' } });
    expect(await tagOf(id)).toBe('"1"');
  });

  it('is changed by one of many who saw the same', async () => {
    const id = await newCounter();
    const answers = await Promise.all(Array.from({ length: 8 }, () => count(id, '"0"')));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array.from({ length: 7 }, () => 412)]);
    expect(await tagOf(id)).toBe('"1"');
  });

  it.each(['1', '"1', '"1" "2"', ''])('is left as it is when nobody can tell what was seen: %s', async (tag) => {
    const { status, answer } = await count(await newCounter(), tag);
    expect([status, answer['errors']]).toEqual([400, [{ field: 'If-Match', message: expect.any(String) }]]);
  });

  it('is looked for first: of what does not exist nobody can have seen anything', async () => {
    expect(await count('missing', '"1"')).toMatchObject({ status: 404, answer: { code: 'NO_COUNTER' } });
    expect(await tagOf('missing')).toBeNull();
  });

  it('is never answered as "not modified": what a page shows may be newer than the thing itself', async () => {
    const id = await newCounter();
    // `fetch` would add "Cache-Control: no-cache", which asks for a whole answer.
    const headers = { authorization: `Bearer ${TOKEN}`, 'if-none-match': '"0"' };
    const [response] = (await once(get(`${gateway.url}/counters/${id}`, { headers }), 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  it('is not protected on a route that does not say what it changes', async () => {
    const id = await newCounter();
    expect((await gateway.call('PUT', `/loose/${id}`, { headers: { 'if-match': '"7"' } })).status).toBe(204);
  });
});
