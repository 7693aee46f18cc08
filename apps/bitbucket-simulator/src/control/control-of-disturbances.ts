import type { Simulation } from '../api/simulation.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import type { SimulatorControl } from './simulator-control.ts';

type DisturbanceControl = Pick<SimulatorControl, 'spend' | 'setLimits' | 'setLimitHeaders' | 'advanceClock' | 'addFault' | 'clearFaults'>;

export function disturbanceControl({ limiter, behaviour, faults, now }: Simulation, clock: SimulatorClock): DisturbanceControl {
  return {
    spend: (account, bucket, requests) => {
      const kind = account.startsWith('anonymous:') ? 'anonymous' : 'user';
      limiter.spend({ account, kind }, bucket, requests, now().getTime());
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
  };
}
