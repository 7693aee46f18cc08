import type { Simulation } from '../api/simulation.ts';
import { addComment, closePullRequest } from '../world/pull-request-changes.ts';
import type { PullRequest } from '../world/pull-request.ts';
import { repositoryNamed } from './control-of-repositories.ts';
import { UnknownNameError } from './simulator-control.ts';
import type { SimulatorControl } from './simulator-control.ts';

export function pullRequestControl(simulation: Simulation): Pick<SimulatorControl, 'comment' | 'decline'> {
  const { world, now } = simulation;
  return {
    comment: (repository, number, text) => {
      const pull = pullRequestNumbered(simulation, repository, number);
      return addComment(pull, { id: world.nextId(), author: pull.author, raw: text, parent: null, inline: null }, now()).id;
    },
    decline: (repository, number) => {
      const pull = pullRequestNumbered(simulation, repository, number);
      closePullRequest(pull, 'DECLINED', pull.author, now());
    },
  };
}

function pullRequestNumbered(simulation: Simulation, name: string, number: number): PullRequest {
  const repository = repositoryNamed(simulation, name);
  const pull = repository.pullRequests.find(({ id }) => id === number);
  if (!pull) throw new UnknownNameError('pull request', `${repository.slug}#${number}`);
  return pull;
}
