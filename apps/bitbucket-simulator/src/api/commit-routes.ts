import { git, GitFailedError } from '../git/fenced-git.ts';
import { listHashes, readCommits } from '../git/read-commits.ts';
import { ok, text } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { ApiProblem, errorBody, notFound } from '../http/api-problem.ts';
import type { Repository } from '../world/repository.ts';
import { inRepository } from './in-repository.ts';
import { listAnswer } from './paging.ts';
import { renderCommit } from './render-commit.ts';
import { parameter } from './route.ts';
import type { ApiRequest, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';

const base = '/repositories/{workspace}/{repo_slug}';

export function commitRoutes(simulation: Simulation): Routes {
  const inRepo = (handle: Parameters<typeof inRepository>[2]) => inRepository(simulation, 'read', handle);
  const nothing = (request: ApiRequest) => listAnswer(request, { items: [], render: () => [] });
  return {
    [`GET ${base}/commits`]: inRepo((request, repository) => listCommits(simulation, request, repository, ['--branches', '--tags'])),
    [`GET ${base}/commits/{revision}`]: inRepo(async (request, repository) =>
      listCommits(simulation, request, repository, [await resolve(repository, parameter(request, 'revision'))]),
    ),
    [`GET ${base}/commit/{commit}`]: inRepo(async (request, repository) => {
      const [commit] = await readCommits(repository.directory, [await resolve(repository, parameter(request, 'commit'))]);
      if (!commit) throw notFound();
      return ok(renderCommit(simulation, repository, commit));
    }),
    [`GET ${base}/commit/{commit}/comments`]: inRepo(nothing),
    [`GET ${base}/commit/{commit}/statuses`]: inRepo(nothing),
    [`GET ${base}/commit/{commit}/reports`]: inRepo(nothing),
    [`GET ${base}/diff/{spec}`]: inRepo((request, repository) => difference(request, repository, ['diff'])),
    [`GET ${base}/patch/{spec}`]: inRepo((request, repository) => difference(request, repository, ['format-patch', '--stdout'])),
    [`GET ${base}/diffstat/{spec}`]: inRepo((request, repository) => listDiffstat(request, repository)),
    [`GET ${base}/src/{commit}/{path}`]: inRepo((request, repository) => rawFile(request, repository)),
  };
}

async function listCommits(
  simulation: Simulation,
  request: ApiRequest,
  repository: Repository,
  revisions: readonly string[],
): Promise<Answer> {
  const query = request.url.searchParams;
  const included = await Promise.all(query.getAll('include').map((name) => resolve(repository, name)));
  const excluded = await Promise.all(query.getAll('exclude').map((name) => resolve(repository, name)));
  const wanted = included.length > 0 ? included : revisions;
  const items = await listHashes(repository.directory, [...wanted, ...excluded.map((hash) => `^${hash}`)]);
  const render = async (hashes: readonly string[]) =>
    (await readCommits(repository.directory, hashes)).map((commit) => renderCommit(simulation, repository, commit));
  return listAnswer(request, { items, render, cursor: true });
}

/** The full hash of a branch, a tag or a hash that may be short. Throws the 404 that names what was not found. */
async function resolve(repository: Repository, revision: string): Promise<string> {
  try {
    return (await git(repository.directory, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]))
      .toString()
      .trim();
  } catch (error) {
    if (!(error instanceof GitFailedError)) throw error;
    const data = { shas: [revision] };
    throw new ApiProblem(404, { ...errorBody('Commit not found', { data }), data });
  }
}

/** `new..old`: the newer one comes first, the other way round than in git. A single commit is compared with its first parent. */
async function rangeOf(request: ApiRequest, repository: Repository): Promise<[older: string, newer: string]> {
  const [newer = '', older] = parameter(request, 'spec').split('..');
  const head = await resolve(repository, newer);
  return [older === undefined ? await resolve(repository, `${newer}^`) : await resolve(repository, older), head];
}

async function difference(request: ApiRequest, repository: Repository, command: readonly string[]): Promise<Answer> {
  const [older, newer] = await rangeOf(request, repository);
  return text(await git(repository.directory, [...command, '--binary', `${older}..${newer}`]));
}

async function listDiffstat(request: ApiRequest, repository: Repository): Promise<Answer> {
  const [older, newer] = await rangeOf(request, repository);
  const lines = (await git(repository.directory, ['diff', '--numstat', '-z', '--no-renames', older, newer]))
    .toString()
    .split('\0')
    .filter(Boolean);
  const items = lines.map((line) => {
    const [added, removed, path] = line.split('\t');
    const file = { type: 'commit_file', path };
    return {
      type: 'diffstat',
      status: 'modified',
      lines_added: Number(added) || 0,
      lines_removed: Number(removed) || 0,
      old: file,
      new: file,
    };
  });
  return listAnswer(request, { items, render: (page) => page });
}

async function rawFile(request: ApiRequest, repository: Repository): Promise<Answer> {
  const path = parameter(request, 'path');
  const commit = await resolve(repository, parameter(request, 'commit'));
  try {
    return text(await git(repository.directory, ['cat-file', 'blob', `${commit}:${path}`]), 'application/octet-stream');
  } catch (error) {
    if (error instanceof GitFailedError) throw notFound(`No such file or directory: ${path}`);
    throw error;
  }
}
