import { readCommits } from '../git/read-commits.ts';
import { readRefs } from '../git/read-refs.ts';
import type { Ref } from '../git/read-refs.ts';
import { ok } from '../http/answer.ts';
import { notFound } from '../http/api-problem.ts';
import type { Repository } from '../world/repository.ts';
import { inRepository } from './in-repository.ts';
import { listAnswer } from './paging.ts';
import { renderBranch, renderCommit, renderTag } from './render-commit.ts';
import { parameter } from './route.ts';
import type { Handler, Routes } from './route.ts';
import type { Simulation } from './simulation.ts';

type Kind = 'heads' | 'tags';

export function refRoutes(simulation: Simulation): Routes {
  return {
    'GET /repositories/{workspace}/{repo_slug}/refs': listRefs(simulation, ['heads', 'tags']),
    'GET /repositories/{workspace}/{repo_slug}/refs/branches': listRefs(simulation, ['heads']),
    'GET /repositories/{workspace}/{repo_slug}/refs/tags': listRefs(simulation, ['tags']),
    'GET /repositories/{workspace}/{repo_slug}/refs/branches/{name}': oneRef(simulation, 'heads'),
    'GET /repositories/{workspace}/{repo_slug}/refs/tags/{name}': oneRef(simulation, 'tags'),
  };
}

interface KindOfRef {
  readonly kind: Kind;
  readonly ref: Ref;
}

function listRefs(simulation: Simulation, kinds: readonly Kind[]): Handler {
  return inRepository(simulation, 'read', async (request, repository) => {
    const items = (await Promise.all(kinds.map((kind) => refsOf(repository, kind)))).flat();
    return listAnswer(request, { items, render: (page) => renderRefs(simulation, repository, page) });
  });
}

function oneRef(simulation: Simulation, kind: Kind): Handler {
  return inRepository(simulation, 'read', async (request, repository) => {
    const name = parameter(request, 'name');
    const found = (await refsOf(repository, kind)).filter(({ ref }) => ref.name === name);
    const [rendered] = await renderRefs(simulation, repository, found);
    if (!rendered) throw notFound(`${kind === 'heads' ? 'Branch' : 'Tag'} "${name}" not found.`);
    return ok(rendered);
  });
}

async function refsOf(repository: Repository, kind: Kind): Promise<KindOfRef[]> {
  return (await readRefs(repository.directory, kind)).map((ref) => ({ kind, ref }));
}

async function renderRefs(simulation: Simulation, repository: Repository, refs: readonly KindOfRef[]): Promise<object[]> {
  const commits = await readCommits(repository.directory, [...new Set(refs.map(({ ref }) => ref.commit))]);
  const targets = new Map(commits.map((commit) => [commit.hash, renderCommit(simulation, repository, commit)]));
  return refs.map(({ kind, ref }) => {
    const render = kind === 'heads' ? renderBranch : renderTag;
    return render(simulation, repository, ref, targets.get(ref.commit) ?? {});
  });
}
