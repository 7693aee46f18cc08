import type { Simulation } from '../api/simulation.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import type { SimulatorControl } from './simulator-control.ts';

type DisturbanceControl = Pick<
  SimulatorControl,
  'spend' | 'setStranger' | 'setLimits' | 'setLimitHeaders' | 'advanceClock' | 'addFault' | 'disturb' | 'clearFaults'
>;

export function disturbanceControl({ limiter, behaviour, faults, strangers, now }: Simulation, clock: SimulatorClock): DisturbanceControl {
  return {
    spend: (account, bucket, requests) => {
      const kind = account.startsWith('anonymous:') ? 'anonymous' : 'user';
      limiter.spend({ account, kind }, bucket, requests, now().getTime());
    },
    setStranger: (stranger) => {
      strangers.set(stranger);
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
    disturb: (options) => {
      faults.disturb(options);
    },
    clearFaults: () => {
      faults.clear();
    },
  };
}
