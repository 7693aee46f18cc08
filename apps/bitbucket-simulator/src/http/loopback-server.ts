import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on 127.0.0.1. Answers the origin, such as `http://127.0.0.1:43210`. */
export async function listenOnLoopback(listener: RequestListener, port: number): Promise<{ server: Server; origin: string }> {
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Also breaks the connections that are still open, and with them the requests that hang. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
  server.closeAllConnections();
  await closed;
}
