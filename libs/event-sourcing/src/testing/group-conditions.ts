import { EventStoreDBClient } from '@eventstore/db-client';
import type { ConsumerGroup } from '../consumer-group.ts';

/** What a consumer tells has no answer: only the group itself shows that it has arrived. */
export async function untilParked(group: ConsumerGroup, count: number): Promise<void> {
  while ((await group.parked()) !== count);
}

export async function deleteGroup(connectionString: string, name: string): Promise<void> {
  const client = EventStoreDBClient.connectionString(connectionString);
  await client.deletePersistentSubscriptionToAll(name);
  await client.dispose();
}
