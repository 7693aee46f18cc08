import { join } from 'node:path';
import { createBareRepository } from '../git/bare-repository.ts';
import { importHistory } from '../git/import-history.ts';
import type { StoredObjects } from '../storage/stored-objects.ts';
import type { User } from '../world/people.ts';
import { emptyRepository, slugOf } from '../world/repository.ts';
import type { Repository } from '../world/repository.ts';
import type { World } from '../world/world.ts';
import { plansWithoutHistory } from './plans-without-history.ts';
import type { PlansWithoutHistory } from './plans-without-history.ts';
import { seedHistory } from './seed-history.ts';
import type { SeedOptions } from './seed-options.ts';
import { seedPullRequest } from './seed-pull-request.ts';
import { seedSettings } from './seed-settings.ts';
import { SeededRandom } from './seeded-random.ts';
import { languages, repositoryNames } from './words.ts';

const day = 86_400_000;
const firstDay = Date.UTC(2025, 2, 3, 9);
const atOnce = 4;

/** The repositories that are not like the others, by number. */
export const special = { big: 1, empty: 2, lfs: 3, fork: 5 } as const;

/** Makes the repositories on disk and adds them in order. */
export async function seedRepositories(world: World, objects: StoredObjects, directory: string, options: SeedOptions): Promise<void> {
  const numbers = Array.from({ length: options.repositories }, (_, index) => index);
  for (let start = 0; start < numbers.length; start += atOnce) {
    const batch = numbers.slice(start, start + atOnce);
    const seeds = batch.map((number) => new RepositorySeed(world, objects, directory, options, number).grow());
    for (const repository of await Promise.all(seeds)) world.addRepository(repository);
  }
  const original = world.repositories[0];
  const fork = world.repositories[special.fork];
  if (original && fork) fork.parent = original.uuid;
}

class RepositorySeed {
  readonly #world: World;
  readonly #objects: StoredObjects;
  readonly #options: SeedOptions;
  readonly #number: number;
  readonly #repository: Repository;
  /** Each repository numbers its comments in a range of its own, since several grow at the same time. */
  #lastId: number;

  constructor(world: World, objects: StoredObjects, directory: string, options: SeedOptions, number: number) {
    this.#world = world;
    this.#objects = objects;
    this.#options = options;
    this.#number = number;
    this.#lastId = (number + 1) * 100_000;
    this.#repository = describeRepository(world, directory, options.seed, number);
  }

  async grow(): Promise<Repository> {
    if (this.#options.git) await createBareRepository(this.#repository.directory, 'main');
    if (this.#number !== special.empty) await this.#fill();
    return this.#repository;
  }

  async #fill(): Promise<void> {
    const repository = this.#repository;
    const people = [...this.#world.members.keys()].flatMap((uuid) => this.#world.users.get(uuid) ?? []);
    const { pullRequests, hashes, lastCommitOn } = await this.#makeHistory(people);
    const random = this.#random('pull-requests');
    const comments = this.#options.commentsPerPullRequest;
    const plans = this.#number === special.fork ? [] : pullRequests;
    repository.pullRequests.push(...plans.map((plan) => seedPullRequest({ plan, hashes, people, comments, random, nextId: this.#nextId })));
    repository.mainBranch = 'main';
    repository.updatedOn = latest([lastCommitOn, ...repository.pullRequests.map(({ updatedOn }) => updatedOn)]);
    repository.size = 40_000 + (this.#number === special.big ? this.#options.bigFileBytes : 0);
    seedSettings({ world: this.#world, repository, people, number: this.#number, random, nextId: this.#nextId });
  }

  /** A fork has the whole history of what it was forked from. */
  async #makeHistory(authors: readonly User[]): Promise<PlansWithoutHistory> {
    const { git, pullRequests } = this.#options;
    if (!git) return plansWithoutHistory(this.#random('plans'), pullRequests, this.#repository.createdOn);
    const number = this.#number === special.fork ? 0 : this.#number;
    const history = seedHistory({
      random: new SeededRandom(this.#options.seed, 'history', number),
      authors,
      firstCommitOn: new Date(firstDay + number * day),
      pullRequests,
      bigFileBytes: number === special.big ? this.#options.bigFileBytes : 0,
      largeFiles: number === special.lfs ? this.#objects : null,
    });
    return { ...history, hashes: await importHistory(this.#repository.directory, history.writer) };
  }

  #random(part: string): SeededRandom {
    return new SeededRandom(this.#options.seed, 'repository', this.#number, part);
  }

  readonly #nextId = (): number => (this.#lastId += 1);
}

function describeRepository(world: World, directory: string, seed: number, number: number): Repository {
  const random = new SeededRandom(seed, 'repository', number);
  const name = nameOfRepository(number);
  const uuid = random.uuid();
  return emptyRepository({
    uuid: `{${uuid}}`,
    slug: slugOf(name),
    name,
    description: number % 3 === 0 ? `All about ${name} – größer als es aussieht.` : '',
    projectKey: world.projects[number % world.projects.length]?.key ?? '',
    language: random.pick(languages),
    createdOn: new Date(firstDay + number * day),
    directory: join(directory, `${uuid}.git`),
  });
}

function nameOfRepository(number: number): string {
  const name = repositoryNames[number % repositoryNames.length] ?? 'Repository';
  const round = Math.floor(number / repositoryNames.length);
  return round === 0 ? name : `${name} ${round + 1}`;
}

function latest(dates: readonly Date[]): Date {
  return new Date(Math.max(...dates.map((date) => date.getTime())));
}
