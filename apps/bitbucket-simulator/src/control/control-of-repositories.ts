import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Simulation } from '../api/simulation.ts';
import { createBareRepository } from '../git/bare-repository.ts';
import { emptyRepository, slugOf } from '../world/repository.ts';
import type { Repository } from '../world/repository.ts';
import { pushCommits, removeBranch, replaceLastCommit } from './change-history.ts';
import { UnknownNameError } from './simulator-control.ts';
import type { SimulatorControl } from './simulator-control.ts';

type RepositoryControl = Pick<
  SimulatorControl,
  'createRepository' | 'renameRepository' | 'deleteRepository' | 'push' | 'forcePush' | 'deleteBranch'
>;

export function repositoryControl(simulation: Simulation): RepositoryControl {
  const { world, now } = simulation;
  const named = (name: string) => repositoryNamed(simulation, name);
  return {
    createRepository: (name) => createRepository(simulation, name),
    renameRepository: (repository, name) => {
      const found = named(repository);
      world.renameRepository(found, name, slugOf(name));
      found.updatedOn = now();
      return found.slug;
    },
    deleteRepository: (repository) => {
      world.removeRepository(named(repository));
    },
    push: async (repository, branch, commits = 1) => pushCommits(named(repository), branch, commits, now()),
    forcePush: async (repository, branch) => replaceLastCommit(named(repository), branch, now()),
    deleteBranch: async (repository, branch) => removeBranch(named(repository), branch, now()),
  };
}

export function repositoryNamed({ world }: Simulation, name: string): Repository {
  const repository = world.findRepository(name);
  if (!repository) throw new UnknownNameError('repository', name);
  return repository;
}

async function createRepository({ world, directory, now }: Simulation, name: string): Promise<string> {
  const uuid = randomUUID();
  const repository = emptyRepository({
    uuid: `{${uuid}}`,
    slug: slugOf(name),
    name,
    description: '',
    language: '',
    projectKey: world.projects[0]?.key ?? '',
    createdOn: now(),
    directory: join(directory, `${uuid}.git`),
  });
  await createBareRepository(repository.directory, 'main');
  world.addRepository(repository);
  return repository.slug;
}
