import { listHashes, readCommits } from '../git/read-commits.ts';
import { ok, redirect } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { ApiProblem, errorBody, notFound } from '../http/api-problem.ts';
import type { PullRequest } from '../world/pull-request.ts';
import type { Repository } from '../world/repository.ts';
import { inRepository } from './in-repository.ts';
import { listAnswer } from './paging.ts';
import { activityOf } from './render-activity.ts';
import { renderCommit } from './render-commit.ts';
import { renderComment, renderPullRequest, renderTask } from './render-pull-request.ts';
import { repositoryUrl } from './render.ts';
import { parameter } from './route.ts';
import type { ApiRequest, Handler, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';

const base = '/repositories/{workspace}/{repo_slug}/pullrequests';
const one = `${base}/{pull_request_id}`;
/** The documentation says 100; the live service refuses more than 50. */
const maximum = 50;

type PullRequestHandler = (request: ApiRequest, repository: Repository, pull: PullRequest) => Answer | Promise<Answer>;

export function pullRequestRoutes(simulation: Simulation): Routes {
  const inPull = (handle: PullRequestHandler) => inPullRequest(simulation, handle);
  return {
    [`GET ${base}`]: inRepository(simulation, 'read', (request, repository) => listPullRequests(simulation, request, repository)),
    [`GET ${base}/activity`]: inRepository(simulation, 'read', (request, repository) =>
      listActivity(simulation, request, repository, repository.pullRequests),
    ),
    [`GET ${one}`]: inPull((_request, repository, pull) => ok(renderPullRequest(simulation, repository, pull))),
    [`GET ${one}/comments`]: inPull((request, repository, pull) =>
      listAnswer(request, {
        items: pull.comments,
        render: (items) => items.map((item) => renderComment(simulation, repository, pull, item)),
      }),
    ),
    [`GET ${one}/comments/{comment_id}`]: inPull((request, repository, pull) => {
      const comment = pull.comments.find(({ id }) => String(id) === parameter(request, 'comment_id'));
      if (!comment) throw notFound(`Comment ${parameter(request, 'comment_id')} not found.`);
      return ok(renderComment(simulation, repository, pull, comment));
    }),
    [`GET ${one}/activity`]: inPull((request, repository, pull) => listActivity(simulation, request, repository, [pull])),
    [`GET ${one}/tasks`]: inPull((request, repository, pull) =>
      listAnswer(request, { items: pull.tasks, render: (items) => items.map((item) => renderTask(simulation, repository, pull, item)) }),
    ),
    [`GET ${one}/commits`]: inPull((request, repository, pull) => listCommitsOf(simulation, request, repository, pull)),
    [`GET ${one}/statuses`]: inPull((request) => listAnswer(request, { items: [], render: () => [] })),
    ...Object.fromEntries(
      ['diff', 'patch', 'diffstat'].map((name) => [`GET ${one}/${name}`, inPull(redirectToRepository(simulation, name))]),
    ),
  };
}

export function inPullRequest(simulation: Simulation, handle: PullRequestHandler): Handler {
  return inRepository(simulation, 'read', (request, repository) => {
    const wanted = parameter(request, 'pull_request_id');
    const pull = repository.pullRequests.find(({ id }) => String(id) === wanted);
    if (!pull) throw notFound(`Pull request ${wanted} not found.`);
    return handle(request, repository, pull);
  });
}

/** Only open ones unless `state` or `q` says otherwise; newest first. */
function listPullRequests(simulation: Simulation, request: ApiRequest, repository: Repository): Promise<Answer> {
  const query = request.url.searchParams;
  const states = query.getAll('state').map((state) => state.toUpperCase());
  if (simulation.behaviour.sortWithStatesFails && states.length > 0 && query.has('sort'))
    throw new ApiProblem(500, errorBody('Something went wrong'));
  const namesState = /\bstate\b/.test(query.get('q') ?? '');
  const wanted = states.length > 0 ? states : namesState ? null : ['OPEN'];
  const items = repository.pullRequests.filter(({ state }) => wanted === null || wanted.includes(state)).reverse();
  const render = (pulls: readonly PullRequest[]) => pulls.map((pull) => renderPullRequest(simulation, repository, pull));
  return listAnswer(request, { items, render, maximum, omit: ['reviewers', 'participants'] });
}

function listActivity(simulation: Simulation, request: ApiRequest, repository: Repository, pulls: readonly PullRequest[]): Promise<Answer> {
  const items = activityOf(simulation, repository, pulls);
  return listAnswer(request, { items, render: (page) => page.map(({ render }) => render()), maximum, cursor: true });
}

async function listCommitsOf(simulation: Simulation, request: ApiRequest, repository: Repository, pull: PullRequest): Promise<Answer> {
  const items = await listHashes(repository.directory, [pull.sourceHash, `^${pull.destinationHash}`]);
  const render = async (hashes: readonly string[]) =>
    (await readCommits(repository.directory, hashes)).map((commit) => renderCommit(simulation, repository, commit));
  return listAnswer(request, { items, render, cursor: true });
}

function redirectToRepository(simulation: Simulation, name: string): PullRequestHandler {
  return (_request, repository, pull) =>
    redirect(`${repositoryUrl(simulation, repository)}/${name}/${pull.sourceHash}..${pull.destinationHash}`);
}
