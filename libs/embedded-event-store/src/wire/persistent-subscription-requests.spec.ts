import { describe, expect, it } from '@jest/globals';
import type { CreateReq } from '@eventstore/db-client/generated/persistent_pb.js';
import { createRequestFrom, updateRequestFrom } from './persistent-subscription-requests.ts';
import { streamIdentifier } from './identifiers.ts';
import { persistentPb } from './protocol.ts';
import { InvalidArgumentError } from './service-errors.ts';

const { DISPATCHTOSINGLE, ROUNDROBIN, PINNED } = persistentPb.CreateReq.ConsumerStrategy;

const strategyOfNewGroup = (named: CreateReq.ConsumerStrategy, name: string): string => {
  const settings = new persistentPb.CreateReq.Settings().setNamedConsumerStrategy(named).setConsumerStrategy(name);
  const options = new persistentPb.CreateReq.Options().setGroupName('group').setStreamIdentifier(streamIdentifier('s'));
  return createRequestFrom(new persistentPb.CreateReq().setOptions(options.setSettings(settings))).settings.strategy;
};

describe('a request for a group', () => {
  it('says the strategy by a number, as clients up to 21.10 do', () => {
    const strategies = [DISPATCHTOSINGLE, ROUNDROBIN, PINNED].map((number) => strategyOfNewGroup(number, ''));
    expect(strategies).toEqual(['DispatchToSingle', 'RoundRobin', 'Pinned']);
  });

  it('says it by its name, which counts more', () => {
    expect(strategyOfNewGroup(DISPATCHTOSINGLE, 'PinnedByCorrelation')).toBe('PinnedByCorrelation');
    expect(strategyOfNewGroup(DISPATCHTOSINGLE, 'RoundRobin')).toBe('RoundRobin');
  });

  it('is refused with a name that no strategy has', () => {
    expect(() => strategyOfNewGroup(ROUNDROBIN, 'Fair')).toThrow(InvalidArgumentError);
  });

  it('has only the number for new settings', () => {
    const settings = new persistentPb.UpdateReq.Settings().setNamedConsumerStrategy(persistentPb.UpdateReq.ConsumerStrategy.PINNED);
    const options = new persistentPb.UpdateReq.Options().setGroupName('group').setStreamIdentifier(streamIdentifier('s'));
    expect(updateRequestFrom(new persistentPb.UpdateReq().setOptions(options.setSettings(settings))).settings.strategy).toBe('Pinned');
  });
});
