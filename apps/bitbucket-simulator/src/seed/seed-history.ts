import { HistoryWriter } from '../git/history-writer.ts';
import type { FileChange, Signature } from '../git/history-writer.ts';
import type { StoredObjects } from '../storage/stored-objects.ts';
import type { User } from '../world/people.ts';
import type { PullRequestPlan } from './pull-request-plan.ts';
import { stateOfPullRequest } from './pull-request-plan.ts';
import type { SeededRandom } from './seeded-random.ts';
import { paths, remarks, things, verbs } from './words.ts';

export interface HistoryWishes {
  readonly random: SeededRandom;
  readonly authors: readonly User[];
  readonly firstCommitOn: Date;
  readonly pullRequests: number;
  /** Size of an extra binary file that does not compress, in bytes. */
  readonly bigFileBytes: number;
  /** Where the content of LFS files goes; null for a history without them. */
  readonly largeFiles: StoredObjects | null;
}

export interface SeededHistory {
  readonly writer: HistoryWriter;
  readonly pullRequests: readonly PullRequestPlan[];
  readonly lastCommitOn: Date;
}

/** A main branch with merges, two more branches, tags of both sorts, odd file names, and a branch for each pull request. */
export function seedHistory(wishes: HistoryWishes): SeededHistory {
  const story = new Story(wishes);
  story.begin();
  for (let count = wishes.random.integer(3, 8); count > 0; count -= 1) story.commitToMain();
  story.branchAndMerge();
  if (wishes.largeFiles) story.keepLargeFiles(wishes.largeFiles);
  story.tag();
  const pullRequests = Array.from({ length: wishes.pullRequests }, (_, index) => story.pullRequest(index + 1));
  story.leaveBranch('develop');
  story.leaveBranch('release/ünstable');
  return { writer: story.writer, pullRequests, lastCommitOn: story.now };
}

const main = 'refs/heads/main';
const hour = 3_600_000;

class Story {
  readonly writer = new HistoryWriter();
  now: Date;
  readonly #wishes: HistoryWishes;
  readonly #random: SeededRandom;
  #tip = 0;

  constructor(wishes: HistoryWishes) {
    this.#wishes = wishes;
    this.#random = wishes.random;
    this.now = wishes.firstCommitOn;
  }

  begin(): void {
    const changes: FileChange[] = [
      { path: 'README.md', content: '# Hello\n\nA repository with a past. Grüße!\n' },
      { path: 'bin/run', content: '#!/bin/sh\necho run\n', mode: '100755' },
      { path: 'latest', content: 'README.md', mode: '120000' },
      { path: 'assets/logo.bin', content: this.#random.bytes(2048) },
      { path: '.gitattributes', content: '*.bin -text\n' },
      ...paths.map((path) => ({ path, content: this.#text() })),
    ];
    if (this.#wishes.bigFileBytes > 0) changes.push({ path: 'assets/big.bin', content: this.#random.bytes(this.#wishes.bigFileBytes) });
    this.#tip = this.writer.commit({ ref: main, author: this.#author(), message: 'Begin\n', changes });
  }

  commitToMain(): void {
    this.#tip = this.#commit(main, this.#tip, this.#sentence());
  }

  branchAndMerge(): void {
    const source = this.#commit('refs/heads/feature/merged-once', this.#tip, this.#sentence());
    this.commitToMain();
    this.#tip = this.#merge(source, 'Merge branch feature/merged-once\n');
  }

  /** Two versions of one file: a backup needs both objects. */
  keepLargeFiles(objects: StoredObjects): void {
    for (const version of ['first', 'second']) {
      const content = this.#random.bytes(50_000);
      const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${objects.add(content)}\nsize ${content.length}\n`;
      const changes = [
        { path: '.gitattributes', content: '*.bin -text\n*.psd filter=lfs diff=lfs merge=lfs -text\n' },
        { path: 'assets/poster.psd', content: pointer },
      ];
      const message = `Keep the ${version} poster in LFS\n`;
      this.#tip = this.writer.commit({ ref: main, author: this.#author(), message, parent: this.#tip, changes });
    }
  }

  tag(): void {
    this.writer.pointRef('refs/tags/lightweight', this.#tip);
    this.writer.annotatedTag('v1.0.0', this.#tip, this.#author(), 'First release 🎉\n\nMit Änderungen.\n');
    this.commitToMain();
    this.writer.annotatedTag('release/1.1', this.#tip, this.#author(), 'Second release\n');
  }

  /** Only an open pull request keeps its branch; the commits of a declined one are reachable by nothing. */
  pullRequest(id: number): PullRequestPlan {
    const state = stateOfPullRequest(id);
    const title = this.#sentence();
    const createdOn = this.now;
    const sourceBranch = `feature/pr-${id}`;
    const destination = this.#tip;
    const source = this.#pullRequestCommits(`refs/heads/${sourceBranch}`, destination);
    const merge = state === 'MERGED' ? this.#merge(source, `Merged in ${sourceBranch} (pull request #${id})\n\n${title}\n`) : null;
    if (merge !== null) this.#tip = merge;
    if (state !== 'OPEN') this.writer.deleteRef(`refs/heads/${sourceBranch}`);
    return { id, title, state, sourceBranch, source, destination, merge, createdOn };
  }

  leaveBranch(name: string): void {
    this.#commit(`refs/heads/${name}`, this.#tip, this.#sentence());
  }

  #pullRequestCommits(ref: string, parent: number): number {
    let tip = parent;
    for (let count = this.#random.integer(1, 3); count > 0; count -= 1) tip = this.#commit(ref, tip, this.#sentence());
    return tip;
  }

  #merge(source: number, message: string): number {
    return this.writer.commit({ ref: main, author: this.#author(), message, parent: this.#tip, merges: [source], changes: [] });
  }

  #commit(ref: string, parent: number, subject: string): number {
    const message = this.#random.chance(0.3) ? `${subject}\n\n${this.#random.pick(remarks)}\n` : `${subject}\n`;
    const changes = [{ path: this.#random.pick(paths), content: this.#text() }];
    return this.writer.commit({ ref, author: this.#author(), message, parent, changes });
  }

  #author(): Signature {
    this.now = new Date(this.now.getTime() + this.#random.integer(1, 9) * hour);
    const { displayName, email } = this.#random.pick(this.#wishes.authors);
    return { name: displayName, email, date: this.now };
  }

  #sentence(): string {
    return `${this.#random.pick(verbs)} ${this.#random.pick(things)}`;
  }

  #text(): string {
    return Array.from({ length: this.#random.integer(3, 20) }, () => this.#random.pick(remarks)).join('\n');
  }
}
