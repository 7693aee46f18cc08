import { startEmbeddedEventStore } from '../start-embedded-event-store.ts';

// A store in a process of its own, to be killed. It tells where it listens as soon as it does.
const [directory = ''] = process.argv.slice(2);
const store = await startEmbeddedEventStore({ directory });
process.stdout.write(`${store.connectionString}\n`);
