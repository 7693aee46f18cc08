import type { ReadModelDatabase } from '@holdfast/event-sourcing';
import type { RepositoryNames } from '../contracts/repository-pattern.ts';

/** The repositories of organizations that runs have seen so far; each organization's are read once, when they are first asked for. */
export class KnownRepositories {
  readonly #database: ReadModelDatabase;
  readonly #read = new Map<string, readonly RepositoryNames[]>();

  constructor(database: ReadModelDatabase) {
    this.#database = database;
  }

  of(organizationId: string): readonly RepositoryNames[] {
    const read = this.#read.get(organizationId) ?? this.#names(organizationId);
    this.#read.set(organizationId, read);
    return read;
  }

  /** Which projects they belong to only the listing of a run tells. */
  #names(organizationId: string): readonly RepositoryNames[] {
    const sql = 'SELECT slug, fullName FROM plan_repository WHERE organizationId = ?';
    const rows = this.#database.all<{ slug: string; fullName: string }>(sql, organizationId);
    return rows.map(({ slug, fullName }) => ({ slug, fullName, projectKey: null }));
  }
}
