import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectionSet } from './projection-set.ts';
import { isDamage, ReadModelFile } from './read-model-file.ts';

/** What a directory offers to begin with. */
export interface OpenedFiles {
  /** What queries read. A file that is not complete yet is served only when there is no other. */
  readonly served: ReadModelFile;
  /** What is built beside it: of the present version, where that which is served is not, or a rebuild that was interrupted. */
  readonly successor: ReadModelFile | undefined;
}

/**
 * The files of read models in a directory, `read-models-<schema>-<number>.db`. The name says which tables are in a file, so that no query
 * meets tables of another schema; the file itself says which versions of the projections wrote it.
 */
export class ReadModelFiles {
  readonly #directory: string;
  readonly #projections: ProjectionSet;
  readonly #prefix: string;

  constructor(directory: string, projections: ProjectionSet) {
    this.#directory = directory;
    this.#projections = projections;
    this.#prefix = `read-models-${projections.schema}-`;
  }

  /** Opens what can be used, and begins what is missing. Removes files that are damaged. */
  open(): OpenedFiles {
    mkdirSync(this.#directory, { recursive: true });
    const files = this.#numbers().flatMap((number) => this.#openUndamaged(number));
    const opened = this.#choose(files);
    for (const file of files) if (file !== opened.served && file !== opened.successor) file.close();
    return opened;
  }

  /** Begins an empty file, newer than all others. */
  create(): ReadModelFile {
    const [newest = 0] = this.#numbers();
    return new ReadModelFile(this.#pathOf(newest + 1), this.#projections);
  }

  /** Removes the files of read models but these, with what SQLite keeps beside them. */
  removeAllBut(kept: readonly ReadModelFile[]): void {
    const paths = readdirSync(this.#directory)
      .filter((name) => name.startsWith('read-models-'))
      .map((name) => join(this.#directory, name));
    for (const path of paths) if (!kept.some((file) => path.startsWith(file.path))) rmSync(path, { force: true });
  }

  #choose(newestFirst: readonly ReadModelFile[]): OpenedFiles {
    const isPresent = ({ version }: ReadModelFile) => version === this.#projections.version;
    const complete = newestFirst.filter(({ isComplete }) => isComplete);
    const begun = newestFirst.find((file) => !file.isComplete && isPresent(file));
    const served = complete.find(isPresent) ?? complete[0];
    if (!served) return { served: begun ?? this.create(), successor: undefined };
    if (isPresent(served)) return { served, successor: begun };
    served.mixVersions();
    return { served, successor: begun ?? this.create() };
  }

  #openUndamaged(number: number): ReadModelFile[] {
    const path = this.#pathOf(number);
    try {
      return [new ReadModelFile(path, this.#projections)];
    } catch (error) {
      if (!isDamage(error)) throw error;
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
      return [];
    }
  }

  /** Of the files with these tables, newest first. */
  #numbers(): number[] {
    const names = readdirSync(this.#directory).filter((name) => name.startsWith(this.#prefix) && name.endsWith('.db'));
    return names.map((name) => Number(name.slice(this.#prefix.length, -'.db'.length))).sort((a, b) => b - a);
  }

  #pathOf(number: number): string {
    return join(this.#directory, `${this.#prefix}${number}.db`);
  }
}
