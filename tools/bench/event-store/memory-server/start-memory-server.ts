import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface MemoryServer {
  readonly connectionString: string;
  close(): Promise<void>;
}

/**
 * The least that a server of the protocol can do, in a thread of its own as the embedded store is: the events are in arrays, nothing is
 * checked or written. Whatever takes time there is the client, gRPC and the loopback, so this is "gRPC alone".
 */
export async function startMemoryServer(): Promise<MemoryServer> {
  const worker = new Worker(new URL('./server-main.ts', import.meta.url));
  const [port] = (await once(worker, 'message')) as [number];
  return {
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    close: async () => {
      await worker.terminate();
    },
  };
}
