import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { takeUrl, whyUnreachable, whyUnusable } from './server-address.ts';

// Holds an event store to the contract: any server by its connection string, the embedded one without.

const USAGE = `Usage: npm run test:event-store -- [--url CONNECTION_STRING] [OPTIONS OF JEST]

  --url  esdb://… or esdb+discover://… of the server to test; with TLS esdb://USER:PASSWORD@HOST:PORT?tlsCAFile=FILE, where the
         user is an admin. A password is better given in the environment, as EVENT_STORE_UNDER_TEST, than on a command line.
         Without one the embedded event store is tested.

The tests append to streams with fresh names, and restart the persistent subscriptions. What they append stays there.`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const JEST = 'node_modules/jest/bin/jest.js';
const CONTRACT = 'libs/embedded-event-store/src/contract';
const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';

function runContract(url: string | undefined, jestOptions: readonly string[]): void {
  const env = { ...process.env, NODE_OPTIONS, ...(url !== undefined && { EVENT_STORE_UNDER_TEST: url }) };
  const jest = spawn(process.execPath, [JEST, CONTRACT, ...jestOptions], { cwd: ROOT, stdio: 'inherit', env });
  jest.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

function refuse(problem: string): void {
  console.error(`${problem}\n\n${USAGE}`);
  process.exitCode = 2;
}

const given = takeUrl(process.argv.slice(2));
const url = given.url ?? process.env['EVENT_STORE_UNDER_TEST'];
const unusable = url === undefined ? undefined : whyUnusable(url);
const unreachable = url === undefined || unusable !== undefined ? undefined : await whyUnreachable(url);
if (unusable !== undefined) refuse(`This is no connection string of an event store: ${unusable}`);
else if (unreachable !== undefined) refuse(`The event store cannot be tested: ${unreachable}`);
else runContract(url, given.others);
