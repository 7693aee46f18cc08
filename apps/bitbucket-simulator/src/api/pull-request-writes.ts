import { mayOn } from '../access/permissions.ts';
import { created, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { badRequest, forbidden } from '../http/api-problem.ts';
import { readRefs } from '../git/read-refs.ts';
import { addComment, closePullRequest } from '../world/pull-request-changes.ts';
import type { InlinePosition, PullRequest } from '../world/pull-request.ts';
import type { Repository } from '../world/repository.ts';
import { inRepository } from './in-repository.ts';
import { inPullRequest } from './pull-request-routes.ts';
import { renderComment, renderPullRequest } from './render-pull-request.ts';
import type { ApiRequest, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';

const base = '/repositories/{workspace}/{repo_slug}/pullrequests';

/** The author is always the caller and the date is now: a restore cannot say otherwise. */
export function pullRequestWrites(simulation: Simulation): Routes {
  return {
    [`POST ${base}`]: inRepository(simulation, 'read', (request, repository) => createPullRequest(simulation, request, repository)),
    [`POST ${base}/{pull_request_id}/comments`]: inPullRequest(simulation, (request, repository, pull) =>
      createComment(simulation, request, repository, pull),
    ),
    [`POST ${base}/{pull_request_id}/decline`]: inPullRequest(simulation, (request, repository, pull) => {
      if (!mayOn(simulation.world, request.caller, repository, 'write')) throw forbidden();
      if (pull.state !== 'OPEN') throw badRequest('This pull request is already closed.');
      closePullRequest(pull, 'DECLINED', request.caller.user?.uuid ?? null, simulation.now());
      return ok(renderPullRequest(simulation, repository, pull));
    }),
  };
}

interface PullRequestBody {
  readonly title?: unknown;
  readonly description?: unknown;
  readonly draft?: unknown;
  readonly close_source_branch?: unknown;
  readonly source?: { readonly branch?: { readonly name?: string } };
  readonly destination?: { readonly branch?: { readonly name?: string } };
  readonly reviewers?: readonly { readonly uuid?: string }[];
}

async function createPullRequest(simulation: Simulation, request: ApiRequest, repository: Repository): Promise<Answer> {
  const body = (await request.body()) as PullRequestBody;
  if (typeof body.title !== 'string') throw badRequest('title: required', { title: ['required'] });
  const source = body.source?.branch?.name ?? '';
  const destination = body.destination?.branch?.name ?? repository.mainBranch ?? '';
  if (source === destination) throw badRequest('There are no changes to be pulled');
  const [sourceHash, destinationHash] = [await tipOf(repository, 'source', source), await tipOf(repository, 'destination', destination)];
  const now = simulation.now();
  const author = request.caller.user?.uuid ?? null;
  const pull: PullRequest = {
    ...{ id: 1 + Math.max(0, ...repository.pullRequests.map(({ id }) => id)), title: body.title, state: 'OPEN', author },
    description: typeof body.description === 'string' ? body.description : '',
    ...{ sourceBranch: source, sourceHash, sourceIsGone: false, destinationBranch: destination, destinationHash },
    ...{ mergeHash: null, closedBy: null, reason: '', createdOn: now, updatedOn: now },
    closeSourceBranch: body.close_source_branch === true,
    draft: body.draft === true,
    participants: reviewersOf(body).map((user) => ({ user, role: 'REVIEWER', state: null, participatedOn: null })),
    comments: [],
    tasks: [],
    updates: [{ date: now, author, state: 'OPEN' }],
  };
  repository.pullRequests.push(pull);
  return created(renderPullRequest(simulation, repository, pull));
}

function reviewersOf({ reviewers = [] }: PullRequestBody): string[] {
  return reviewers.flatMap(({ uuid }) => uuid ?? []);
}

async function tipOf(repository: Repository, field: string, branch: string): Promise<string> {
  const found = (await readRefs(repository.directory, 'heads')).find(({ name }) => name === branch);
  if (!found) throw badRequest(`${field}: branch not found: ${branch}`, { [field]: [`branch not found: ${branch}`] });
  return found.commit;
}

interface CommentBody {
  readonly content?: { readonly raw?: unknown };
  readonly parent?: { readonly id?: number };
  readonly inline?: Partial<InlinePosition>;
}

async function createComment(simulation: Simulation, request: ApiRequest, repository: Repository, pull: PullRequest): Promise<Answer> {
  const { content, parent, inline } = (await request.body()) as CommentBody;
  if (typeof content?.raw !== 'string') throw badRequest('content: required', { content: ['required'] });
  const position = inline?.path === undefined ? null : { path: inline.path, from: inline.from ?? null, to: inline.to ?? null };
  const author = request.caller.user?.uuid ?? null;
  const comment = { id: simulation.world.nextId(), author, raw: content.raw, parent: parent?.id ?? null, inline: position };
  return created(renderComment(simulation, repository, pull, addComment(pull, comment, simulation.now())));
}
