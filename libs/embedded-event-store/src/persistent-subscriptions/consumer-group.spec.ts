import { describe, expect, it } from '@jest/globals';
import type { ResolvedEvent } from '../recorded-event.ts';
import { messageAt, recordedEvent } from '../testing/group-messages.ts';
import type { Consumer, ConsumerConnection, DropReason } from './consumer.ts';
import { ConsumerGroup } from './consumer-group.ts';
import type { GroupSettings } from './group-definition.ts';
import { groupMessage } from './group-message.ts';
import type { GroupMessage } from './group-message.ts';
import type { GroupSource, Pulled } from './group-source.ts';

const SETTINGS: GroupSettings = {
  start: 'start',
  resolveLinks: false,
  extraStatistics: false,
  messageTimeout: 1000,
  maxRetryCount: 2,
  checkpointAfter: 500,
  minCheckpointCount: 2,
  maxCheckpointCount: 5,
  maxSubscriberCount: 0,
  liveBufferSize: 10,
  readBatchSize: 10,
  historyBufferSize: 4,
  strategy: 'RoundRobin',
};

/** A stream that grows when a test says so, and counts how far it was read. */
class FakeStream implements GroupSource {
  readonly messages: GroupMessage[] = [];
  pulled = 0;
  /** So many pulls find nothing that fits, although they are not at the end. */
  passesOver = 0;

  add(...messages: GroupMessage[]): void {
    this.messages.push(...messages);
  }

  pull(limit: number): Pulled {
    if (this.passesOver-- > 0) return { messages: [], considered: 100, lastConsidered: -1, isLast: false };
    const messages = this.messages.slice(this.pulled, this.pulled + limit);
    this.pulled += messages.length;
    const isLast = this.pulled === this.messages.length;
    return { messages, considered: messages.length, lastConsidered: this.pulled - 1, isLast };
  }

  lastKnown(): number {
    return this.messages.length - 1;
  }
}

class FakeConnection implements ConsumerConnection {
  readonly id: string;
  readonly from = 'here';
  readonly name = 'test';
  readonly userName = 'admin';
  readonly bufferSize: number;
  readonly received: GroupMessage[] = [];
  dropped: DropReason | undefined;
  writable = true;

  constructor(id: string, bufferSize: number) {
    this.id = id;
    this.bufferSize = bufferSize;
  }

  isWritable(): boolean {
    return this.writable;
  }

  send(message: GroupMessage): void {
    this.received.push(message);
  }

  drop(reason: DropReason): void {
    this.dropped = reason;
  }
}

/** A group with its surroundings in memory. Parking fails while `parkingWorks` is false. */
class Scene {
  readonly stream = new FakeStream();
  readonly checkpoints: number[] = [];
  readonly parked: string[] = [];
  readonly settledParked: number[] = [];
  readonly replayed: GroupMessage[] = [];
  parkingWorks = true;
  now = 0;
  wake: number | undefined;
  readonly group: ConsumerGroup;

  constructor(settings: Partial<GroupSettings> = {}) {
    this.group = new ConsumerGroup({
      settings: { ...SETTINGS, ...settings },
      source: this.stream,
      startAfter: -1,
      records: {
        saveCheckpoint: (place) => Promise.resolve(void this.checkpoints.push(place)),
        park: ({ id }, reason) => {
          if (!this.parkingWorks) return Promise.reject(new Error('disk full'));
          return Promise.resolve(void this.parked.push(`${id}: ${reason}`));
        },
        pullReplayed: (limit) => this.replayed.splice(0, limit),
        settleParked: (place) => void this.settledParked.push(place),
      },
      now: () => new Date(this.now),
      wakeAt: (time) => {
        this.wake = time;
      },
    });
  }

  withMessages(count: number): this {
    this.stream.add(...Array.from({ length: count }, (_, revision) => messageAt(revision)));
    return this;
  }

  join(id = 'a', bufferSize = 10): { connection: FakeConnection; consumer: Consumer } {
    const connection = new FakeConnection(id, bufferSize);
    const consumer = this.group.connect(connection);
    this.group.pump();
    return { connection, consumer };
  }

  /** Lets what was parked in between be dealt with. */
  async parkingDone(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
    if (this.wake !== undefined && this.wake <= this.now) this.group.tick();
  }
}

const idsOf = ({ received }: FakeConnection): string[] => received.map(({ id }) => id);

describe('what a group reads', () => {
  it('is nothing while nobody is there to take it', () => {
    const { stream, group } = new Scene().withMessages(3);
    group.pump();
    expect(stream.pulled).toBe(0);
  });

  it('is no more than its consumers hold and its buffer takes, however much there is', () => {
    const scene = new Scene({ historyBufferSize: 4 }).withMessages(1000);
    scene.join('a', 3);
    expect(scene.stream.pulled).toBeLessThanOrEqual(3 + 4);
  });

  it('goes on in pages until its consumers are full', () => {
    const scene = new Scene({ historyBufferSize: 2 }).withMessages(20);
    expect(scene.join('a', 7).connection.received).toHaveLength(7);
  });

  it('is looked through in turns while nothing fits, so that others get theirs', () => {
    const scene = new Scene();
    scene.stream.passesOver = 3;
    scene.withMessages(1);
    const { connection } = scene.join();
    expect(connection.received).toEqual([]);
    for (let turn = 0; turn < 3; turn++) {
      expect(scene.wake).toBe(scene.now);
      scene.pass(0);
    }
    expect(idsOf(connection)).toEqual(['stream-0']);
  });

  it('leaves out links that lead nowhere', () => {
    const scene = new Scene();
    const { event: link } = messageAt(0).resolved;
    if (link) scene.stream.add(groupMessage({ link }, 0, -1), messageAt(1));
    expect(idsOf(scene.join().connection)).toEqual(['stream-1']);
  });
});

describe('a consumer', () => {
  it('gets nothing while what it got before has not left yet', () => {
    const scene = new Scene().withMessages(2);
    const { connection } = scene.join('a', 1);
    connection.writable = false;
    scene.group.acknowledge(['stream-0']);
    expect(idsOf(connection)).toEqual(['stream-0']);
    connection.writable = true;
    scene.group.pump();
    expect(idsOf(connection)).toEqual(['stream-0', 'stream-1']);
  });

  it('that is lost leaves its messages to the others, counted as one try', () => {
    const scene = new Scene().withMessages(1);
    const { consumer } = scene.join('a');
    const heir = scene.join('b').connection;
    scene.group.disconnect(consumer);
    expect(heir.received).toMatchObject([{ id: 'stream-0', retryCount: 1 }]);
  });

  it('may acknowledge a message that went to another one in the meantime', () => {
    const scene = new Scene().withMessages(1);
    scene.join('a', 1);
    scene.pass(1000);
    scene.group.acknowledge(['stream-0']);
    expect(scene.group.outstanding.size).toBe(0);
  });

  it('that asks to stop is let go, and its message goes to the others', () => {
    const scene = new Scene().withMessages(1);
    const { connection, consumer } = scene.join('a');
    scene.group.refuse(consumer, ['stream-0'], 'stop', 'enough');
    expect(connection.dropped).toBe('dropped');
    expect(scene.parked).toEqual([]);
  });
});

describe('two events with one id', () => {
  it('are never in hand at the same time, because an acknowledgement could not tell them apart', () => {
    const scene = new Scene();
    scene.stream.add(messageAt(0, 'one', 'same'), messageAt(1, 'two', 'same'), messageAt(2, 'three'));
    const { connection } = scene.join();
    expect(connection.received.map(({ place }) => place)).toEqual([0, 2]);
    scene.group.acknowledge(['same']);
    expect(connection.received.map(({ place }) => place)).toEqual([0, 2, 1]);
  });
});

describe('a message whose time is up', () => {
  it('is tried again as often as the group says, then parked', async () => {
    const scene = new Scene({ maxRetryCount: 2 }).withMessages(1);
    const { connection } = scene.join();
    for (let time = 0; time < 3; time++) scene.pass(1000);
    await scene.parkingDone();
    expect(connection.received.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
    expect(scene.parked).toEqual(['stream-0: Reached retry count of 2']);
  });

  it('does not exist where messages have no time', () => {
    const scene = new Scene({ messageTimeout: 0 }).withMessages(1);
    scene.join();
    expect(scene.wake).toBeUndefined();
  });

  it('is woken for when the first of them is due', () => {
    const scene = new Scene().withMessages(1);
    scene.join();
    scene.now = 400;
    scene.stream.add(messageAt(1));
    scene.group.pump();
    expect(scene.wake).toBe(1000);
    scene.group.acknowledge(['stream-0']);
    expect(scene.wake).toBe(1400);
  });
});

describe('a message that cannot be parked', () => {
  it('comes again, so that it is not lost', async () => {
    const scene = new Scene().withMessages(1);
    const { connection, consumer } = scene.join();
    scene.parkingWorks = false;
    scene.group.refuse(consumer, ['stream-0'], 'park', 'no');
    await scene.parkingDone();
    expect(idsOf(connection)).toEqual(['stream-0', 'stream-0']);
    scene.group.checkpoint();
    expect(scene.checkpoints).toEqual([]);
  });
});

describe('a parked message on its way again', () => {
  const parked = (place: number, resolved: ResolvedEvent = { event: recordedEvent(place, 'parked') }): GroupMessage =>
    groupMessage(resolved, place, undefined);

  it('goes before new ones, and is settled by itself', () => {
    const scene = new Scene({ historyBufferSize: 1 }).withMessages(3);
    const { connection } = scene.join('a', 1);
    scene.replayed.push(parked(7));
    scene.group.acknowledge(['stream-0']);
    expect(idsOf(connection)).toEqual(['stream-0', 'parked-7']);
    scene.group.acknowledge(['parked-7']);
    expect(scene.settledParked).toEqual([7]);
    expect(idsOf(connection)).toEqual(['stream-0', 'parked-7', 'stream-1']);
  });

  it('is pulled as consumers take it, however many there are', () => {
    const scene = new Scene({ historyBufferSize: 2 });
    scene.replayed.push(...Array.from({ length: 100 }, (_, place) => parked(place)));
    const { connection } = scene.join('a', 5);
    expect(connection.received).toHaveLength(5);
    expect(scene.replayed.length).toBeGreaterThanOrEqual(100 - 5 - 2);
  });

  it('is done with when its event is gone for good', () => {
    const scene = new Scene();
    scene.replayed.push(parked(3, { link: recordedEvent(3, 'links') }), parked(4));
    expect(idsOf(scene.join().connection)).toEqual(['parked-4']);
    expect(scene.settledParked).toEqual([3]);
  });
});

describe('a checkpoint', () => {
  it('is stored after so many messages', () => {
    const scene = new Scene({ maxCheckpointCount: 3 }).withMessages(4);
    scene.join();
    scene.group.acknowledge(['stream-0', 'stream-1']);
    expect(scene.checkpoints).toEqual([]);
    scene.group.acknowledge(['stream-2']);
    expect(scene.checkpoints).toEqual([2]);
  });

  it('is stored after some time if there are enough for it', () => {
    const scene = new Scene({ minCheckpointCount: 2, checkpointAfter: 500 }).withMessages(3);
    scene.join();
    scene.group.acknowledge(['stream-0']);
    scene.pass(600);
    expect(scene.checkpoints).toEqual([]);
    scene.group.acknowledge(['stream-1']);
    scene.pass(600);
    expect(scene.checkpoints).toEqual([1]);
  });

  it('never passes over a message that somebody still has', () => {
    const scene = new Scene({ maxCheckpointCount: 1 }).withMessages(3);
    scene.join();
    scene.group.acknowledge(['stream-1', 'stream-2']);
    expect(scene.checkpoints).toEqual([]);
    scene.group.acknowledge(['stream-0']);
    expect(scene.checkpoints).toEqual([2]);
  });
});
