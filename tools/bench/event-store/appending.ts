import { join } from 'node:path';
import { type AppendResult, type EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { inRounds, medianMilliseconds, perSecond } from '../measure.ts';
import { alone, type Measurement, nextTo, notFarAbove } from '../measurement.ts';
import { fsyncMilliseconds } from './fsync.ts';
import { BARE_SQLITE, GRPC_ALONE, type Laboratory } from './laboratory.ts';
import type { Sizes } from './sizes.ts';
import { tasksAssigned } from './task-events.ts';

const IN_FLIGHT = 64;
const BATCH = 500;

export async function measureAppending(laboratory: Laboratory, sizes: Sizes): Promise<Measurement[]> {
  return [
    ...(await measureInFlight(laboratory, sizes)),
    ...(await measureBatches(laboratory, sizes)),
    ...(await measureOneAtATime(laboratory, sizes)),
  ];
}

async function measureInFlight({ ours, grpcAlone, sqlite }: Laboratory, { rounds, appendsInFlight }: Sizes): Promise<Measurement[]> {
  const each = appendsInFlight / IN_FLIGHT;
  const ofClient = (client: EventStoreDBClient) => () =>
    perSecond(appendsInFlight, async () => {
      await Promise.all(Array.from({ length: IN_FLIGHT }, () => appendOneByOne(client, each)));
    });
  const results = await inRounds(rounds, {
    ours: ofClient(ours),
    grpcAlone: ofClient(grpcAlone),
    sqlite: () =>
      perSecond(appendsInFlight, () => {
        for (let group = 0; group < each; group++) sqlite.append(newStream(), 0, tasksAssigned(IN_FLIGHT));
      }),
  });
  const measured = { measure: `${IN_FLIGHT} appends in flight`, unit: 'appends/s', ours: results.ours } as const;
  const limitedBy = 'the client, which sends each append by itself';
  const group = `${BARE_SQLITE}, ${IN_FLIGHT} a transaction`;
  return [
    nextTo({ ...measured, limitedBy, beside: { what: GRPC_ALONE, values: results.grpcAlone } }, { ratioAtLeast: 0.75 }),
    nextTo({ ...measured, beside: { what: group, values: results.sqlite } }),
  ];
}

async function measureBatches({ ours, grpcAlone, sqlite }: Laboratory, { rounds, batches }: Sizes): Promise<Measurement[]> {
  const ofClient = (client: EventStoreDBClient) => () =>
    perSecond(batches * BATCH, async () => {
      for (let batch = 0; batch < batches; batch++) await appendToNewStream(client, BATCH);
    });
  const results = await inRounds(rounds, {
    ours: ofClient(ours),
    grpcAlone: ofClient(grpcAlone),
    sqlite: () =>
      perSecond(batches * BATCH, () => {
        for (let batch = 0; batch < batches; batch++) sqlite.append(newStream(), 0, tasksAssigned(BATCH));
      }),
  });
  const measured = { measure: `batches of ${BATCH}`, unit: 'events/s', ours: results.ours } as const;
  const limitedBy = 'the client, which encodes each event twice';
  return [
    nextTo({ ...measured, limitedBy, beside: { what: GRPC_ALONE, values: results.grpcAlone } }, { ratioAtLeast: 0.8 }),
    nextTo({ ...measured, beside: { what: `${BARE_SQLITE}, ${BATCH} a transaction`, values: results.sqlite } }),
  ];
}

async function measureOneAtATime(laboratory: Laboratory, { rounds, singleAppends }: Sizes): Promise<Measurement[]> {
  const { ours, grpcAlone, sqlite } = laboratory;
  const ofClient = (client: EventStoreDBClient) => () => medianMilliseconds(singleAppends, () => appendToNewStream(client, 1));
  const results = await inRounds(rounds, {
    ours: ofClient(ours),
    grpcAlone: ofClient(grpcAlone),
    sqlite: () =>
      medianMilliseconds(singleAppends, () => {
        sqlite.append(newStream(), 0, tasksAssigned(1));
      }),
    fsync: () => fsyncMilliseconds(join(laboratory.directory, 'fsync'), singleAppends),
  });
  const least = results.grpcAlone.map((value, round) => value + (results.fsync[round] ?? NaN));
  const measured = { measure: 'one append at a time', unit: 'ms', ours: results.ours } as const;
  const limitedBy = 'round trip and fsync';
  return [
    notFarAbove({ ...measured, limitedBy, beside: { what: `${GRPC_ALONE} and one fsync`, values: least } }, { atMostMore: 0.6 }),
    nextTo({ ...measured, beside: { what: `${BARE_SQLITE}, one a transaction`, values: results.sqlite } }),
    alone({ measure: 'one fsync of a page', unit: 'ms', ours: results.fsync, limitedBy: 'the disk' }),
  ];
}

/** Appends to a stream of its own, each with the revision that it expects. */
async function appendOneByOne(client: EventStoreDBClient, count: number): Promise<void> {
  const stream = newStream();
  let revision: bigint | typeof NO_STREAM = NO_STREAM;
  for (const event of tasksAssigned(count)) {
    const appended: AppendResult = await client.appendToStream(stream, jsonEvent(event), { expectedRevision: revision });
    revision = appended.nextExpectedRevision;
  }
}

async function appendToNewStream(client: EventStoreDBClient, count: number): Promise<void> {
  await client.appendToStream(
    newStream(),
    tasksAssigned(count).map((event) => jsonEvent(event)),
    { expectedRevision: NO_STREAM },
  );
}

let streams = 0;

function newStream(): string {
  return `appended-${++streams}`;
}
