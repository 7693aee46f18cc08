import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { nobody } from '../access/caller.ts';
import type { Caller } from '../access/caller.ts';
import { credentialHeaders, requireScopes } from '../access/scopes.ts';
import { problemOfEffect } from '../control/fault-problems.ts';
import type { FaultEffect } from '../control/faults.ts';
import type { Answer } from '../http/answer.ts';
import { ApiProblem, apiRemoved, errorBody, forbidden, noSuchUrl, rateLimited } from '../http/api-problem.ts';
import { readJsonObject } from '../http/request-body.ts';
import type { Match } from '../http/router.ts';
import { requestUrl } from '../http/request-url.ts';
import { hang } from '../http/hang.ts';
import { halfOf, send, sendHalf } from '../http/send.ts';
import type { WireAnswer } from '../http/send.ts';
import { limitHeaders } from '../limits/limit-headers.ts';
import { apiRoutes } from './api-routes.ts';
import type { Operation } from './api-routes.ts';
import { partialResponse } from './partial-response.ts';
import type { ApiRequest } from './route.ts';
import type { Simulation } from './simulation.ts';

/** The REST API. Each request is authenticated, counted, checked for its scopes, and only then handled. */
export function apiListener(simulation: Simulation): RequestListener {
  const router = apiRoutes(simulation);
  return (incoming, response) => {
    const url = requestUrl(incoming, simulation.origins.api);
    const path = /^\/2\.0(\/.*)$/.exec(url.pathname)?.[1];
    const match = path === undefined ? undefined : router.find(incoming.method ?? 'GET', path);
    const exchange = new Exchange(simulation, incoming, response, url, match);
    void exchange.run(path === undefined);
  };
}

class Exchange {
  readonly #simulation: Simulation;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #url: URL;
  readonly #match: Match<Operation> | undefined;
  readonly #headers: Record<string, string> = {};
  #caller: Caller;
  #refused = false;
  #effect: FaultEffect | undefined;

  constructor(simulation: Simulation, incoming: IncomingMessage, response: ServerResponse, url: URL, match: Match<Operation> | undefined) {
    this.#simulation = simulation;
    this.#incoming = incoming;
    this.#response = response;
    this.#url = url;
    this.#match = match;
    this.#caller = nobody(this.#address);
  }

  async run(outsideOfApi: boolean): Promise<void> {
    const answer = await this.#answer(outsideOfApi).catch((error: unknown) => this.#problem(error));
    if (this.#effect?.kind === 'slow') await delay(this.#effect.milliseconds, undefined, { ref: false });
    this.#log(this.#effect?.kind === 'hang' ? 0 : answer.status);
    await this.#send(answer);
  }

  async #send(answer: WireAnswer): Promise<void> {
    if (this.#effect?.kind === 'hang') await hang(this.#response, this.#effect.milliseconds);
    else if (this.#effect?.kind === 'truncated') sendHalf(this.#response, answer, 'close');
    else if (this.#effect?.kind === 'reset') sendHalf(this.#response, answer, 'reset');
    else send(this.#response, this.#effect?.kind === 'cut-short' ? halfOf(answer) : answer);
  }

  async #answer(outsideOfApi: boolean): Promise<WireAnswer> {
    if (outsideOfApi) throw this.#url.pathname.startsWith('/1.0/') ? apiRemoved() : forbidden();
    this.#authenticate();
    this.#count();
    this.#effect = this.#simulation.faults.take(
      `${this.#method} ${this.#url.pathname}`,
      this.#caller.counted.account,
      this.#url.searchParams.get('page'),
    );
    const problem = problemOfEffect(this.#effect, this.#simulation.behaviour.limitBodyAsJson, this.#simulation.now());
    if (problem) throw problem;
    if (this.#effect?.kind === 'redirect')
      return this.#wire({ status: 302, headers: { location: this.#effect.location }, contentType: 'text/html', bytes: '' });
    if (!this.#match) throw noSuchUrl();
    requireScopes(this.#caller, this.#match.target.scopes);
    return this.#wire(await this.#match.target.handle(this.#request(this.#match)));
  }

  #authenticate(): void {
    const presented = { authorization: this.#incoming.headers.authorization, address: this.#address, now: this.#simulation.now() };
    Object.assign(this.#headers, credentialHeaders(this.#caller, this.#match?.target.scopes ?? null));
    try {
      this.#caller = this.#simulation.authentication.ofRest(presented);
    } catch (error) {
      this.#refused = true;
      throw error;
    }
    Object.assign(this.#headers, credentialHeaders(this.#caller, this.#match?.target.scopes ?? null));
  }

  #count(): void {
    const { limiter, behaviour } = this.#simulation;
    const now = this.#simulation.now().getTime();
    const decision = limiter.take(this.#caller.counted, this.#bucket, now);
    const request = { ...decision, counted: this.#caller.counted, bucket: this.#bucket, now, windowSeconds: behaviour.windowSeconds };
    Object.assign(this.#headers, limitHeaders(behaviour.limitHeaders, request));
    if (!decision.allowed) throw rateLimited(behaviour.limitBodyAsJson);
  }

  #request({ parameters }: Match<Operation>): ApiRequest {
    const pageShift = this.#effect?.kind === 'shifted-page' ? this.#effect.by : 0;
    return { caller: this.#caller, url: this.#url, parameters, body: () => readJsonObject(this.#incoming), pageShift };
  }

  #wire(answer: Answer): WireAnswer {
    const headers = { ...this.#headers, ...answer.headers };
    if (!('json' in answer))
      return { status: answer.status, headers: { ...headers, 'content-type': answer.contentType }, bytes: Buffer.from(answer.bytes) };
    const json =
      this.#effect?.kind === 'empty-list' ? emptied(answer.json) : partialResponse(answer.json, this.#url.searchParams.get('fields'));
    const bytes = Buffer.from(JSON.stringify(json));
    return { status: answer.status, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' }, bytes };
  }

  #problem(error: unknown): WireAnswer {
    const problem = error instanceof ApiProblem ? error : new ApiProblem(500, errorBody(`The simulator failed: ${String(error)}`));
    const headers = { ...this.#headers, ...problem.headers, 'content-type': problem.contentType };
    return { status: problem.status, headers, bytes: Buffer.from(problem.body) };
  }

  #log(status: number): void {
    this.#simulation.log.add({
      at: this.#simulation.now().toISOString(),
      method: this.#method,
      path: this.#url.pathname + this.#url.search,
      pattern: this.#match?.target.name ?? `${this.#method} (unknown)`,
      bucket: this.#bucket,
      account: this.#refused ? 'refused' : this.#caller.counted.account,
      credential: this.#caller.credential?.id ?? null,
      status,
      fault: this.#effect?.kind ?? null,
    });
  }

  get #method(): string {
    return this.#incoming.method ?? 'GET';
  }

  get #bucket() {
    return this.#match?.target.bucket ?? 'api';
  }

  get #address(): string {
    return this.#incoming.socket.remoteAddress ?? 'unknown';
  }
}

function emptied(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'values' in json ? { pagelen: 10, size: 0, page: 1, values: [] } : json;
}
