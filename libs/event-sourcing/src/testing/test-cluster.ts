import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterNode, openClusterStorage, selfSignedCertificate } from '@holdfast/embedded-event-store/testing';
import { DisturbedConnection } from './disturbed-connection.ts';

const SIZE = 3;
const HOST = 'localhost';
const USER = { name: 'admin', password: 'p:ss w@rd', groups: ['$admins'] };

interface Member {
  readonly instanceId: string;
  /** The same in all lives of the node; undefined before the first. */
  port: number;
  running: { readonly server: ClusterNode; readonly connection: DisturbedConnection } | undefined;
}

/**
 * To the official client, a cluster of three nodes with TLS and users: members by gossip, one leader, followers that refuse writes. Behind
 * them is one store, so replication takes no time and loses nothing.
 */
export class TestCluster implements AsyncDisposable {
  readonly #directory: string;
  readonly #storage: ReturnType<typeof openClusterStorage>;
  readonly #certificate = selfSignedCertificate(new Date());
  readonly #members: readonly Member[] = Array.from({ length: SIZE }, () => ({ instanceId: randomUUID(), port: 0, running: undefined }));
  #leader: number | undefined = 0;
  #lastWords: PromiseWithResolvers<void> | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#storage = openClusterStorage(join(directory, 'events'));
  }

  /** Node 0 leads. */
  static async start(): Promise<TestCluster> {
    const cluster = new TestCluster(await mkdtemp(join(tmpdir(), 'holdfast-cluster-')));
    await writeFile(cluster.authority, cluster.#certificate.certificate);
    for (let node = 0; node < SIZE; node++) await cluster.comeBack(node);
    return cluster;
  }

  /** The file with the certificate that vouches for the nodes. */
  get authority(): string {
    return join(this.#directory, 'ca.crt');
  }

  /** All nodes, as in `esdb://user:password@a,b,c?tls=true`. */
  get connectionString(): string {
    return this.connectionStringWith({});
  }

  /** The nodes are to be found by asking one of them. */
  get discoveringConnectionString(): string {
    return this.connectionStringWith({ scheme: 'esdb+discover', hosts: this.#hosts.slice(-1) });
  }

  /** The same with something else in it; `discoveries` is how often the client looks for a node before it gives up. */
  connectionStringWith({
    scheme = 'esdb',
    password = USER.password,
    authority = this.authority,
    hosts = this.#hosts,
    discoveries = 10,
  }): string {
    const user = `${USER.name}:${encodeURIComponent(password)}`;
    return `${scheme}://${user}@${hosts.join(',')}?tls=true&tlsCAFile=${encodeURIComponent(authority)}&maxDiscoverAttempts=${discoveries}`;
  }

  /** Somebody else leads from now on. Who has led follows, and its connections stay. Consumers are dropped. */
  async elect(node: number): Promise<void> {
    const former = this.#leader;
    await this.kill(node);
    this.#leader = node;
    await this.comeBack(node);
    if (former !== undefined) this.#members[former]?.running?.server.dropConsumers();
  }

  /** `kill -9`: connections are reset, new ones refused. When it led, nobody leads until somebody is elected. */
  async kill(node: number): Promise<void> {
    const member = this.#members[node]!;
    const { running } = member;
    member.running = undefined;
    if (this.#leader === node) this.#leader = undefined;
    await running?.connection.close();
    await running?.server.close();
  }

  async comeBack(node: number): Promise<void> {
    const member = this.#members[node]!;
    const server = await ClusterNode.start({
      store: this.#storage,
      security: { host: '127.0.0.1', ...this.#certificate, users: [USER] },
      members: () => this.#clusterMembers(),
      leads: () => this.#leader === node,
      mayAnswerAppend: () => this.#mayAnswerAppend(node),
    });
    const connection = await DisturbedConnection.to(server.port, member.port);
    member.port = connection.port;
    member.running = { server, connection };
  }

  /** The leader stores the next append and dies before it answers. Resolves when it is dead. */
  async dieBeforeNextAnswer(): Promise<void> {
    this.#lastWords = Promise.withResolvers<void>();
    await this.#lastWords.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let node = 0; node < SIZE; node++) await this.kill(node);
    await this.#storage.close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  get #hosts(): string[] {
    return this.#members.map(({ port }) => `${HOST}:${port}`);
  }

  #clusterMembers() {
    return this.#members.map(({ instanceId, port, running }, node) => ({
      ...{ instanceId, address: HOST, port },
      ...{ isLeader: this.#leader === node, isAlive: running !== undefined },
    }));
  }

  #mayAnswerAppend(node: number): boolean {
    const lastWords = this.#lastWords;
    if (!lastWords) return true;
    this.#lastWords = undefined;
    this.kill(node).then(lastWords.resolve, lastWords.reject);
    return false;
  }
}
