import type { Simulation } from '../api/simulation.ts';
import { accessControl } from './control-of-access.ts';
import { disturbanceControl } from './control-of-disturbances.ts';
import { pullRequestControl } from './control-of-pull-requests.ts';
import { repositoryControl } from './control-of-repositories.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import type { SimulatorControl, Statistics } from './simulator-control.ts';

export function makeControl(simulation: Simulation, clock: SimulatorClock): SimulatorControl {
  return {
    statistics: () => statisticsOf(simulation),
    requests: () => simulation.log.last(),
    resetStatistics: () => {
      simulation.log.clear();
    },
    ...accessControl(simulation),
    ...disturbanceControl(simulation, clock),
    ...repositoryControl(simulation),
    ...pullRequestControl(simulation),
  };
}

function statisticsOf({ log, limiter, now }: Simulation): Statistics {
  const counts = log.counts();
  const total = (field: 'requests' | 'limited') => counts.reduce((sum, count) => sum + count[field], 0);
  return { requests: total('requests'), limited: total('limited'), counts, spent: limiter.spent(now().getTime()) };
}
