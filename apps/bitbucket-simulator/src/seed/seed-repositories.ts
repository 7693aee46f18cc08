import { join } from 'node:path';
import { createBareRepository } from '../git/bare-repository.ts';
import { importHistory } from '../git/import-history.ts';
import { slugOf } from '../world/repository.ts';
import type { Repository } from '../world/repository.ts';
import type { World } from '../world/world.ts';
import { seedHistory } from './seed-history.ts';
import type { SeedOptions } from './seed-options.ts';
import { seedPullRequest } from './seed-pull-request.ts';
import { SeededRandom } from './seeded-random.ts';
import { languages, repositoryNames } from './words.ts';

const day = 86_400_000;
const firstDay = Date.UTC(2025, 2, 3, 9);
const atOnce = 4;

/** Makes the repositories on disk and adds them in order. The second one is big, the third one is empty. */
export async function seedRepositories(world: World, directory: string, options: SeedOptions): Promise<void> {
  const numbers = Array.from({ length: options.repositories }, (_, index) => index);
  for (let start = 0; start < numbers.length; start += atOnce) {
    const batch = numbers.slice(start, start + atOnce);
    const repositories = await Promise.all(batch.map((number) => seedRepository(world, directory, options, number)));
    for (const repository of repositories) world.addRepository(repository);
  }
}

async function seedRepository(world: World, directory: string, options: SeedOptions, number: number): Promise<Repository> {
  const random = new SeededRandom(options.seed, 'repository', number);
  const repository = describeRepository(world, directory, random, number);
  await createBareRepository(repository.directory, 'main');
  if (number !== 2) await fill(world, repository, { ...options, bigFileBytes: number === 1 ? options.bigFileBytes : 0 }, random, number);
  return repository;
}

function describeRepository(world: World, directory: string, random: SeededRandom, number: number): Repository {
  const name = nameOfRepository(number);
  const uuid = random.uuid();
  const createdOn = new Date(firstDay + number * day);
  return {
    uuid: `{${uuid}}`,
    slug: slugOf(name),
    name,
    description: number % 3 === 0 ? `All about ${name} – größer als es aussieht.` : '',
    projectKey: world.projects[number % world.projects.length]?.key ?? '',
    language: random.pick(languages),
    createdOn,
    updatedOn: createdOn,
    size: 0,
    mainBranch: null,
    parent: null,
    directory: join(directory, `${uuid}.git`),
    pullRequests: [],
    branchRestrictions: [],
    webhooks: [],
    downloads: [],
  };
}

function nameOfRepository(number: number): string {
  const name = repositoryNames[number % repositoryNames.length] ?? 'Repository';
  const round = Math.floor(number / repositoryNames.length);
  return round === 0 ? name : `${name} ${round + 1}`;
}

async function fill(world: World, repository: Repository, options: SeedOptions, random: SeededRandom, number: number): Promise<void> {
  const people = [...world.members.keys()].flatMap((uuid) => world.users.get(uuid) ?? []);
  const { pullRequests: count, bigFileBytes } = options;
  const history = seedHistory({ random, authors: people, firstCommitOn: repository.createdOn, pullRequests: count, bigFileBytes });
  const hashes = await importHistory(repository.directory, history.writer);
  const comments = options.commentsPerPullRequest;
  const nextId = idsFrom(number);
  for (const plan of history.pullRequests) {
    repository.pullRequests.push(seedPullRequest({ plan, hashes, people, comments, random, nextId }));
  }
  repository.mainBranch = 'main';
  repository.updatedOn = latest([history.lastCommitOn, ...repository.pullRequests.map(({ updatedOn }) => updatedOn)]);
  repository.size = 40_000 + bigFileBytes;
  addSettings(repository, nextId);
}

function addSettings(repository: Repository, nextId: () => number): void {
  const rule = { pattern: 'main', users: [] };
  repository.branchRestrictions.push(
    { ...rule, id: nextId(), kind: 'force', value: null },
    { ...rule, id: nextId(), kind: 'require_approvals_to_merge', value: 2 },
  );
}

/** Each repository numbers its comments in a range of its own, since repositories are made at the same time. */
function idsFrom(number: number): () => number {
  let last = (number + 1) * 100_000;
  return () => (last += 1);
}

function latest(dates: readonly Date[]): Date {
  return new Date(Math.max(...dates.map((date) => date.getTime())));
}
