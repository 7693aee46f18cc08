import { EventStoreDBClient, UnavailableError, jsonEvent } from '@eventstore/db-client';
import { expect, it } from '@jest/globals';
import { connectEventStore } from './event-store-client.ts';

const NOBODY = 'esdb://127.0.0.1:1,127.0.0.1:2?tls=false&maxDiscoverAttempts=1';

/** A call on an older connection breaks while another node is looked for, which will not be found. */
async function breakDuringDiscovery(client: EventStoreDBClient): Promise<void> {
  const asked = client.appendToStream('stream-1', jsonEvent({ type: 'Numbered', data: {} }));
  const { handleError } = client as unknown as { handleError: (of: unknown, error: unknown) => Promise<void> };
  const cleared = handleError({ getChannel: () => undefined }, new UnavailableError());
  await expect(asked).rejects.toThrow('Failed to discover');
  await cleared;
}

it('the official client by itself leaves an error to nobody when a connection breaks while no node is found', async () => {
  await expect(breakDuringDiscovery(EventStoreDBClient.connectionString(NOBODY))).rejects.toThrow('Failed to discover');
});

it('ours does not', async () => {
  await breakDuringDiscovery(connectEventStore(NOBODY));
});
