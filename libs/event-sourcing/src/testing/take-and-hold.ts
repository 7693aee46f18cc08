// Takes the messages of a group, prints their numbers and never finishes any, until somebody kills the process.
import { Consumer } from '../consumer.ts';
import type { ConsumerGroupDefinition } from '../consumer-group.ts';
import { EventStore } from '../event-store.ts';
import type { Numbered } from './numbered.ts';

const [connectionString = '', definition = ''] = process.argv.slice(2);
const group = new EventStore(connectionString).consumerGroup(JSON.parse(definition) as ConsumerGroupDefinition);
const handle = async ({ data }: { readonly data: object }) => {
  process.stdout.write(`${(data as Numbered['data']).number}\n`);
  await new Promise(() => undefined);
};
await new Consumer({ group, handle, atOnce: 2 }).start();
