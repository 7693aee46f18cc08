import { startEmbeddedEventStore } from '@holdfast/embedded-event-store';

// The event store that the processes of Holdfast share. Argument: the directory that it is in.

const [directory = ''] = process.argv.slice(2);
const store = await startEmbeddedEventStore({ directory });
console.log(`serves ${store.connectionString}`);
process.once('SIGTERM', () => void store.close().then(() => process.exit(0)));
