import type { Simulation } from '../api/simulation.ts';
import { slugOf } from '../world/repository.ts';
import type { Repository } from '../world/repository.ts';
import type { Credential } from '../world/credential.ts';
import type { PullRequest } from '../world/pull-request.ts';
import { pushCommits, removeBranch, replaceLastCommit } from './change-history.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import { UnknownNameError } from './simulator-control.ts';
import type { SimulatorControl, Statistics } from './simulator-control.ts';

export function makeControl(simulation: Simulation, clock: SimulatorClock): SimulatorControl {
  return {
    ...watching(simulation),
    ...access(simulation),
    ...limits(simulation, clock),
    ...changes(simulation),
    ...pullRequests(simulation),
  };
}

function watching({ log, limiter, now }: Simulation) {
  return {
    statistics: (): Statistics => {
      const counts = log.counts();
      const total = (field: 'requests' | 'limited') => counts.reduce((sum, count) => sum + count[field], 0);
      return { requests: total('requests'), limited: total('limited'), counts, spent: limiter.spent(now().getTime()) };
    },
    resetStatistics: () => {
      log.clear();
    },
    requests: () => log.last(),
  };
}

function access(simulation: Simulation): Pick<SimulatorControl, 'revoke' | 'setScopes' | 'setMembership' | 'setRepositoryPermission'> {
  const { world } = simulation;
  return {
    revoke: (name) => {
      credentialNamed(simulation, name).revoked = true;
    },
    setScopes: (name, scopes) => {
      credentialNamed(simulation, name).scopes = [...scopes];
    },
    setMembership: (account, role) => {
      if (!world.users.has(account)) throw new UnknownNameError('user', account);
      if (role === 'none') world.members.delete(account);
      else world.members.set(account, role);
    },
    setRepositoryPermission: (account, repository, permission) => {
      world.grant(account, repositoryNamed(simulation, repository).uuid, permission);
    },
  };
}

function limits(simulation: Simulation, clock: SimulatorClock) {
  const { limiter, behaviour, faults, now } = simulation;
  return {
    spend: (account, bucket, requests) => {
      limiter.spend(account, bucket, requests, now().getTime());
    },
    setLimits: (changed) => {
      limiter.limits = { ...limiter.limits, ...changed };
    },
    setLimitHeaders: (mode) => {
      behaviour.limitHeaders = mode;
    },
    advanceClock: (seconds) => {
      clock.advance(seconds);
    },
    addFault: (fault) => {
      faults.add(fault);
    },
    clearFaults: () => {
      faults.clear();
    },
  } satisfies Partial<SimulatorControl>;
}

function changes(simulation: Simulation) {
  const { world, now } = simulation;
  const named = (name: string) => repositoryNamed(simulation, name);
  return {
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
  } satisfies Partial<SimulatorControl>;
}

function pullRequests(simulation: Simulation) {
  const { world, now } = simulation;
  return {
    comment: (repository, number, text) => {
      const pull = pullRequestNumbered(repositoryNamed(simulation, repository), number);
      const id = world.nextId();
      const at = now();
      pull.comments.push({ id, author: pull.author, createdOn: at, updatedOn: at, raw: text, deleted: false, parent: null, inline: null });
      pull.updatedOn = at;
      return id;
    },
    decline: (repository, number) => {
      const pull = pullRequestNumbered(repositoryNamed(simulation, repository), number);
      pull.state = 'DECLINED';
      pull.closedBy = pull.author;
      pull.updatedOn = now();
      pull.updates.push({ date: pull.updatedOn, author: pull.author, state: 'DECLINED' });
    },
  } satisfies Partial<SimulatorControl>;
}

function repositoryNamed({ world }: Simulation, name: string): Repository {
  const repository = world.findRepository(name);
  if (!repository) throw new UnknownNameError('repository', name);
  return repository;
}

function credentialNamed({ world }: Simulation, name: string): Credential {
  const credential = world.credentials.find(({ id, label }) => id === name || label === name);
  if (!credential) throw new UnknownNameError('credential', name);
  return credential;
}

function pullRequestNumbered(repository: Repository, number: number): PullRequest {
  const pull = repository.pullRequests.find(({ id }) => id === number);
  if (!pull) throw new UnknownNameError('pull request', `${repository.slug}#${number}`);
  return pull;
}
