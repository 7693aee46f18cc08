import { join } from 'node:path';
import { startChild, type Child } from '../../../apps/holdfast/src/testing/child.ts';
import { startHoldfast } from '../../../apps/holdfast/src/testing/workplace.ts';
import { peakMegabytesOf } from '../peak-memory.ts';
import { HttpClient } from './http-client.ts';

const TOKEN = 'administrator-of-the-bench';
const NOWHERE = 'http://127.0.0.1:9';

/** A program under load, and a client of it. */
export interface Program extends AsyncDisposable {
  readonly client: HttpClient;
  /** From the start of the process to when it is ready. */
  readonly startedInMs: number;
  /** The most memory that the process has taken so far, in MB. */
  peakMegabytes(): number;
}

/** Holdfast as a gateway, with the event store inside, on a data directory. */
export async function startGateway(dataDirectory: string): Promise<Program> {
  const begin = performance.now();
  const { url, child } = await startHoldfast({
    HOLDFAST_ROLE: 'gateway',
    HOLDFAST_DATA_DIR: dataDirectory,
    HOLDFAST_KEY_FILE: `${dataDirectory}.key`,
    HOLDFAST_ADMIN_TOKEN: TOKEN,
    BITBUCKET_API_URL: NOWHERE,
    BITBUCKET_GIT_URL: NOWHERE,
  });
  const client = new HttpClient(url, { authorization: `Bearer ${TOKEN}` });
  await client.send('GET', '/readyz');
  return program(child, client, performance.now() - begin);
}

/** Nest with one route that appends one event. */
export async function startBareNest(directory: string): Promise<Program> {
  const begin = performance.now();
  const path = 'tools/bench/gateway/bare-nest-process.ts';
  const child = await startChild(path, {}, /^listens on (\S+)$/, join(directory, 'bare'));
  return program(child, new HttpClient(child.ready[1] ?? ''), performance.now() - begin);
}

function program(child: Child, client: HttpClient, startedInMs: number): Program {
  return {
    client,
    startedInMs,
    peakMegabytes: () => peakMegabytesOf(child.process.pid),
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await child.stop();
    },
  };
}
