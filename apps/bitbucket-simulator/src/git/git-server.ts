import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '../access/caller.ts';
import { mayOn } from '../access/permissions.ts';
import { credentialHeaders, requireScopes } from '../access/scopes.ts';
import type { RequiredScopes } from '../access/scopes.ts';
import type { Simulation } from '../api/simulation.ts';
import { problemOfEffect } from '../control/fault-problems.ts';
import type { FaultEffect } from '../control/faults.ts';
import { ApiProblem, noRepositoryText, rateLimited } from '../http/api-problem.ts';
import { hang } from '../http/hang.ts';
import { readJsonObject } from '../http/request-body.ts';
import { requestUrl } from '../http/request-url.ts';
import { send } from '../http/send.ts';
import { limitHeaders } from '../limits/limit-headers.ts';
import type { Repository } from '../world/repository.ts';
import { runHttpBackend } from './http-backend.ts';
import type { BreakOff } from './http-backend.ts';
import { answerBatch, parseBatch } from './lfs-batch.ts';
import { noticePush } from './notice-push.ts';
import { answerTokenRequest } from './oauth-token-endpoint.ts';

interface GitRequest {
  readonly workspace: string;
  readonly repository: string;
  readonly service: '/info/refs' | '/git-upload-pack' | '/git-receive-pack' | '/info/lfs/objects/batch';
  readonly writes: boolean;
  readonly pattern: string;
}

/** git over HTTPS, and the place where OAuth consumers get their tokens. */
export function gitListener(simulation: Simulation): RequestListener {
  return (incoming, response) => {
    const url = requestUrl(incoming, simulation.origins.git);
    if (incoming.method === 'POST' && url.pathname === '/site/oauth2/access_token') {
      void answerTokenRequest(simulation, incoming, response);
      return;
    }
    const request = parseGitRequest(incoming.method ?? 'GET', url);
    if (request) void new GitExchange(simulation, incoming, response, url, request).run();
    else send(response, { status: 404, headers: { 'content-type': 'text/plain' }, bytes: Buffer.from('Not found') });
  };
}

function parseGitRequest(method: string, url: URL): GitRequest | null {
  const [, workspace, repository, service] =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack|\/info\/lfs\/objects\/batch)$/.exec(url.pathname) ??
    [];
  if (workspace === undefined || repository === undefined || service === undefined) return null;
  const wanted = service === '/info/refs' ? (url.searchParams.get('service') ?? 'git-upload-pack') : service.slice(1);
  return {
    workspace: decodeURIComponent(workspace),
    repository: decodeURIComponent(repository),
    service: service as GitRequest['service'],
    writes: wanted === 'git-receive-pack',
    pattern: service === '/info/refs' ? `git ${method} info/refs ${wanted}` : `git ${method} ${wanted}`,
  };
}

const readScopes: RequiredScopes = { classic: ['repository'], apiToken: ['read:repository:bitbucket'] };
const writeScopes: RequiredScopes = { classic: ['repository:write'], apiToken: ['write:repository:bitbucket'] };

class GitExchange {
  readonly #simulation: Simulation;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #url: URL;
  readonly #request: GitRequest;
  #headers: Record<string, string> = {};
  #caller: Caller | null = null;
  #logged = false;
  #fault: FaultEffect['kind'] | null = null;

  constructor(simulation: Simulation, incoming: IncomingMessage, response: ServerResponse, url: URL, request: GitRequest) {
    this.#simulation = simulation;
    this.#incoming = incoming;
    this.#response = response;
    this.#url = url;
    this.#request = request;
  }

  async run(): Promise<void> {
    try {
      const caller = this.#authenticate();
      const effect = this.#countAndDisturb(caller);
      if (effect?.kind === 'slow') await delay(effect.milliseconds, undefined, { ref: false });
      if (effect?.kind === 'hang') {
        this.#log(0);
        await hang(this.#response, effect.milliseconds);
        return;
      }
      await this.#serve(caller, effect);
    } catch (error) {
      this.#refuse(error);
    }
  }

  #authenticate(): Caller {
    const authorization = this.#incoming.headers.authorization;
    const presented = { authorization, address: this.#incoming.socket.remoteAddress ?? 'unknown', now: this.#simulation.now() };
    this.#caller = this.#simulation.authentication.ofGit(presented);
    if (!this.#caller) throw unauthenticated();
    this.#headers = credentialHeaders(this.#caller, null);
    return this.#caller;
  }

  #countAndDisturb(caller: Caller): FaultEffect | undefined {
    const { limiter, behaviour, faults } = this.#simulation;
    const now = this.#simulation.now().getTime();
    const decision = limiter.take(caller.counted, 'git', now);
    const request = { ...decision, counted: caller.counted, bucket: 'git', now, windowSeconds: behaviour.windowSeconds } as const;
    Object.assign(this.#headers, limitHeaders(behaviour.limitHeaders, request));
    if (!decision.allowed) throw rateLimited(false);
    const effect = faults.take(`${this.#incoming.method ?? 'GET'} ${this.#url.pathname}`, caller.counted.account, null);
    this.#fault = effect?.kind ?? null;
    const problem = problemOfEffect(effect, false, this.#simulation.now());
    if (problem) throw problem;
    if (effect?.kind === 'redirect') throw new ApiProblem(302, '', { location: effect.location });
    return effect;
  }

  async #serve(caller: Caller, effect: FaultEffect | undefined): Promise<void> {
    if (this.#request.service === '/info/lfs/objects/batch') return this.#serveLargeFiles(caller);
    const repository = this.#permitted(caller, this.#request.writes);
    const status = await runHttpBackend({
      incoming: this.#incoming,
      response: this.#response,
      directory: repository.directory,
      service: this.#request.service,
      query: this.#url.search.slice(1),
      user: caller.credential?.id ?? '',
      headers: this.#headers,
      breakOff: (effect && breaks[effect.kind]) ?? null,
      beforeEnd: async (sent) => {
        if (this.#request.service === '/git-receive-pack') await noticePush(repository, this.#simulation.now());
        this.#log(sent);
      },
    });
    this.#log(status);
  }

  async #serveLargeFiles(caller: Caller): Promise<void> {
    const batch = parseBatch(await readJsonObject(this.#incoming));
    this.#permitted(caller, batch.operation === 'upload');
    this.#log(200);
    const headers = { ...this.#headers, 'content-type': 'application/vnd.git-lfs+json' };
    send(this.#response, { status: 200, headers, bytes: Buffer.from(JSON.stringify(answerBatch(this.#simulation, batch))) });
  }

  /** Throws what git is told when the caller may not see or change the repository. */
  #permitted(caller: Caller, writes: boolean): Repository {
    const { world } = this.#simulation;
    if (!caller.credential) throw unauthenticated();
    const repository =
      world.isThisWorkspace(this.#request.workspace) || this.#request.workspace === '{}'
        ? world.findRepository(this.#request.repository)
        : undefined;
    if (!repository || !mayOn(world, caller, repository, 'read')) throw new ApiProblem(404, noRepositoryText);
    requireScopes(caller, writes ? writeScopes : readScopes);
    if (writes && !mayOn(world, caller, repository, 'write')) throw new ApiProblem(403, 'You do not have write access.');
    return repository;
  }

  #refuse(error: unknown): void {
    const problem = error instanceof ApiProblem ? error : new ApiProblem(500, String(error));
    const headers = { ...this.#headers, ...problem.headers, 'content-type': problem.contentType };
    this.#log(problem.status);
    this.#incoming.resume();
    if (this.#response.headersSent) this.#response.destroy();
    else send(this.#response, { status: problem.status, headers, bytes: Buffer.from(problem.body) });
  }

  /** Only once: whoever has the whole answer can find it in the log, and a broken one is logged when it is over. */
  #log(status: number): void {
    if (this.#logged) return;
    this.#logged = true;
    this.#simulation.log.add({
      at: this.#simulation.now().toISOString(),
      method: this.#incoming.method ?? 'GET',
      path: this.#url.pathname + this.#url.search,
      pattern: this.#request.pattern,
      bucket: 'git',
      account: this.#caller?.counted.account ?? 'refused',
      credential: this.#caller?.credential?.id ?? null,
      status,
      fault: this.#fault,
    });
  }
}

const breaks: Partial<Record<FaultEffect['kind'], BreakOff>> = {
  truncated: { after: 100, how: 'close' },
  reset: { after: 100, how: 'reset' },
  'cut-short': { after: 100, how: 'end' },
};

function unauthenticated(): ApiProblem {
  return new ApiProblem(401, noRepositoryText, { 'www-authenticate': 'Basic realm="Bitbucket.org HTTP"' });
}
