import { EventStore } from '../event-store.ts';
import { ReadModels } from '../read-models.ts';
import { numberList } from './number-list.ts';

// Read models in a process of their own, to be killed: they follow, and are built anew again and again where that is asked for.
const [connectionString = '', directory = '', category = '', version = '', task = ''] = process.argv.slice(2);
const eventStore = new EventStore(connectionString);
const readModels = new ReadModels({ directory, projections: [numberList(category, Number(version))], eventStore });
process.stdout.write('opened\n');
await readModels.start();
while (task === 'rebuild') await readModels.rebuild();
