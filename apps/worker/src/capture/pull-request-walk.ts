import {
  listPullRequestComments,
  listPullRequests,
  type BitbucketClient,
  type JsonObject,
  type ListPage,
  type PullRequest,
  type RepositoryAddress,
} from '@holdfast/bitbucket';
import type { MetadataCapture, Vault } from '@holdfast/vault';
import { RecordSpool } from './record-spool.ts';

/** One line of a captured object: the provider's JSON as it came. A later line about the same id supersedes an earlier one. */
export interface PullRequestRecord {
  readonly pullrequest: JsonObject;
  readonly comments: readonly JsonObject[];
}

/** Where a walk through the pull requests stands. */
export interface PullRequestProgress {
  /** Whether it takes all of them, because those held already cannot be read. */
  readonly anew: boolean;
  /** What is in the vault, oldest first. */
  readonly captures: readonly MetadataCapture[];
  /** Those of the pages read so far whose comments are not all there. */
  readonly waiting: readonly Pick<PullRequest, 'id' | 'raw'>[];
  /** Comments of the first of them, and where more are; null: none was read. */
  readonly comments: { readonly read: readonly JsonObject[]; readonly next: string } | null;
  /** The next page of the list; null: all were read. */
  readonly next: string | null;
}

export interface PullRequestWalkOptions {
  readonly client: BitbucketClient;
  readonly vault: Vault;
  readonly repository: RepositoryAddress;
  readonly directory: string;
  /** Of an earlier attempt. */
  readonly begun: PullRequestProgress | null;
  readonly anew: boolean;
  readonly updatedSince: Date | undefined;
  readonly isNews: (pullRequest: PullRequest) => boolean;
  /** Called after each answer with what tells where the walk stands. */
  readonly onMoved: (position: () => Promise<PullRequestProgress>) => Promise<void>;
}

export const PULL_REQUESTS = 'pullrequests';

/** Takes the pull requests that are news, page by page, each with all of its comments. It goes on where an earlier attempt stood. */
export class PullRequestWalk {
  readonly #options: PullRequestWalkOptions;
  readonly #spool: RecordSpool;
  #waiting: readonly Pick<PullRequest, 'id' | 'raw'>[];
  #comments: PullRequestProgress['comments'];
  #next: string | null;

  constructor(options: PullRequestWalkOptions) {
    const { vault, directory, begun } = options;
    this.#options = options;
    this.#spool = new RecordSpool(vault, PULL_REQUESTS, directory, begun?.captures ?? []);
    this.#waiting = begun?.waiting ?? [];
    this.#comments = begun?.comments ?? null;
    this.#next = begun?.next ?? null;
  }

  /** Answers what is in the vault then. */
  async toItsEnd(): Promise<readonly MetadataCapture[]> {
    const { client, repository, begun, updatedSince } = this.#options;
    await this.#takeWaiting();
    const isListed = begun !== null && begun.next === null;
    if (!isListed)
      for await (const page of listPullRequests(client, repository, { updatedSince, from: this.#next })) await this.#takePage(page);
    await this.#spool.store();
    return this.#spool.captures;
  }

  async #takePage({ items, next }: ListPage<PullRequest>): Promise<void> {
    this.#waiting = items.filter(this.#options.isNews).map(({ id, raw }) => ({ id, raw }));
    this.#next = next;
    await this.#moved();
    await this.#takeWaiting();
  }

  async #takeWaiting(): Promise<void> {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const record: PullRequestRecord = { pullrequest: first.raw, comments: await this.#commentsOf(first.id) };
      await this.#spool.add(record);
      this.#waiting = this.#waiting.slice(1);
      this.#comments = null;
      await this.#moved();
    }
  }

  async #commentsOf(id: number): Promise<readonly JsonObject[]> {
    const { client, repository } = this.#options;
    let read = this.#comments?.read ?? [];
    for await (const { items, next } of listPullRequestComments(client, repository, id, this.#comments?.next)) {
      read = [...read, ...items.map(({ raw }) => raw)];
      if (next === null) return read;
      this.#comments = { read, next };
      await this.#moved();
    }
    return read;
  }

  #moved(): Promise<void> {
    return this.#options.onMoved(async () => {
      await this.#spool.store();
      const { anew } = this.#options;
      return { anew, captures: this.#spool.captures, waiting: this.#waiting, comments: this.#comments, next: this.#next };
    });
  }
}
