import { describe, expect, it } from '@jest/globals';
import { messageAt, recordedEvent } from '../testing/group-messages.ts';
import { consumerStrategy } from './consumer-strategy.ts';
import type { Candidate } from './consumer-strategy.ts';
import { groupMessage } from './group-message.ts';

const free = (id: string): Candidate => ({ id, hasRoom: true });
const full = (id: string): Candidate => ({ id, hasRoom: false });
const chosen = (choice: Candidate | string): string => (typeof choice === 'string' ? choice : choice.id);

describe('dispatching to a single consumer', () => {
  const strategy = consumerStrategy('DispatchToSingle');

  it('takes the first one that has room', () => {
    expect(chosen(strategy(messageAt(0), [free('a'), free('b')]))).toBe('a');
    expect(chosen(strategy(messageAt(0), [full('a'), free('b')]))).toBe('b');
    expect(chosen(strategy(messageAt(0), [full('a'), full('b')]))).toBe('nobody');
  });
});

describe('taking turns', () => {
  it('goes round, passes over who is full, and ends when all are', () => {
    const strategy = consumerStrategy('RoundRobin');
    const consumers = [free('a'), full('b'), free('c')];
    const choices = [0, 1, 2, 3].map((revision) => chosen(strategy(messageAt(revision), consumers)));
    expect(choices).toEqual(['a', 'c', 'a', 'c']);
    expect(chosen(strategy(messageAt(4), [full('a')]))).toBe('nobody');
  });
});

describe('pinning streams', () => {
  const strategy = consumerStrategy('Pinned');
  const streams = Array.from({ length: 300 }, (_, index) => `stream-${index}`);
  const ownersAmong = (consumers: readonly Candidate[]): string[] => streams.map((name) => chosen(strategy(messageAt(0, name), consumers)));

  it('gives a stream always to the same consumer, whatever the order in which they are asked', () => {
    expect(ownersAmong([free('a'), free('b'), free('c')])).toEqual(ownersAmong([free('c'), free('a'), free('b')]));
  });

  it('gives every consumer its share of the streams', () => {
    const owners = ownersAmong([free('a'), free('b'), free('c')]);
    for (const consumer of ['a', 'b', 'c']) expect(owners.filter((owner) => owner === consumer).length).toBeGreaterThan(60);
  });

  it('moves only the streams of a consumer that leaves', () => {
    const before = ownersAmong([free('a'), free('b'), free('c')]);
    const after = ownersAmong([free('a'), free('b')]);
    const moved = streams.filter((_, index) => before[index] !== after[index]);
    expect(moved).toEqual(streams.filter((_, index) => before[index] === 'c'));
  });

  it('waits for the consumer of a stream, and lets the others go on meanwhile', () => {
    const [stream = ''] = streams;
    const owner = chosen(strategy(messageAt(0, stream), [free('a'), free('b')]));
    expect(
      strategy(
        messageAt(0, stream),
        [free('a'), free('b')].map(({ id }) => (id === owner ? full(id) : free(id))),
      ),
    ).toBe('not-this-one');
  });
});

describe('pinning correlations', () => {
  const strategy = consumerStrategy('PinnedByCorrelation');
  const consumers = ['a', 'b', 'c', 'd'].map(free);
  const ownerOf = (metadata: string, streamName: string): string => {
    const event = { ...recordedEvent(0, streamName), metadata: Buffer.from(metadata) };
    return chosen(strategy(groupMessage({ event }, 0, -1), consumers));
  };
  const streams = Array.from({ length: 30 }, (_, index) => `stream-${index}`);

  it('gives everything with one correlation id to one consumer, whatever its stream', () => {
    expect(new Set(streams.map((name) => ownerOf('{"$correlationId":"one"}', name))).size).toBe(1);
    expect(new Set(streams.map((name) => ownerOf(`{"$correlationId":"${name}"}`, 'same'))).size).toBe(4);
  });

  it('goes by the stream where there is none', () => {
    const byStream = streams.map((name) => chosen(consumerStrategy('Pinned')(messageAt(0, name), consumers)));
    for (const metadata of ['', 'null', '{}', '{"$correlationId":7}', 'no JSON']) {
      expect(streams.map((name) => ownerOf(metadata, name))).toEqual(byStream);
    }
  });
});
