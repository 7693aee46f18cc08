import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

/** A wire between the client and a server, on which answers or requests can stop, and which can be cut. */
export class DisturbedConnection {
  readonly #server: Server;
  readonly #links = new Set<Link>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on any free port unless one is given. */
  static async to(port: number, listenOn = 0): Promise<DisturbedConnection> {
    const server = createServer();
    const connection = new DisturbedConnection(server);
    server.on('connection', (client) => {
      connection.#link({ client, server: connect(port, '127.0.0.1') });
    });
    server.listen(listenOn, '127.0.0.1');
    await once(server, 'listening');
    return connection;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** The server goes on to get requests; what it answers stays on the way. */
  holdAnswers(): void {
    for (const { client, server } of this.#links) server.unpipe(client);
  }

  holdRequests(): void {
    for (const { client, server } of this.#links) client.unpipe(server);
  }

  /** What is on the way is lost. New connections work. */
  cut(): void {
    for (const { client, server } of this.#links) {
      client.destroy();
      server.destroy();
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #link(link: Link): void {
    const { client, server } = link;
    this.#links.add(link);
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#links.delete(link);
        client.destroy();
        server.destroy();
      });
    }
  }
}
