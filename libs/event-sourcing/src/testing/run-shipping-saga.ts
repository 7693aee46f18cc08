// Ships the numbers of a category, until somebody kills the process.
import { EventStore } from '../event-store.ts';
import { SagaRunner } from '../saga-runner.ts';
import { shipNumbers, ShippingOffice } from './shipping.ts';

const [connectionString = '', category = ''] = process.argv.slice(2);
const eventStore = new EventStore(connectionString);
const { dispatch } = new ShippingOffice(eventStore, category);
const runner = new SagaRunner(shipNumbers(category), { eventStore, clock: () => new Date(), dispatch });
process.stdout.write('running\n');
await runner.start();
