import type { Credential, OAuthConsumer } from './credential.ts';
import type { User, WorkspaceRole } from './people.ts';
import type { Project, Repository, RepositoryPermission } from './repository.ts';

export interface Workspace {
  readonly uuid: string;
  readonly slug: string;
  readonly name: string;
  readonly createdOn: Date;
}

/** Everything that exists in the simulated Bitbucket, except the git objects. */
export class World {
  readonly users = new Map<string, User>();
  readonly members = new Map<string, WorkspaceRole>();
  readonly projects: Project[] = [];
  readonly credentials: Credential[] = [];
  /** Issued to OAuth consumers, by token. */
  readonly oauthTokens = new Map<string, { readonly consumer: OAuthConsumer; readonly expiresAt: Date }>();
  readonly workspace: Workspace;
  /** What a plain member may do with a repository unless something else was said for it. */
  defaultPermission: RepositoryPermission | 'none' = 'write';
  readonly #repositories = new Map<string, Repository>();
  readonly #bySlug = new Map<string, Repository>();
  readonly #formerSlugs = new Map<string, string>();
  readonly #permissions = new Map<string, RepositoryPermission | 'none'>();
  #lastId = 5_000_000_000;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** Oldest first. */
  get repositories(): readonly Repository[] {
    return [...this.#repositories.values()];
  }

  addRepository(repository: Repository): void {
    this.#repositories.set(repository.uuid, repository);
    this.#bySlug.set(repository.slug, repository);
    this.#formerSlugs.delete(repository.slug);
  }

  removeRepository(repository: Repository): void {
    this.#repositories.delete(repository.uuid);
    this.#bySlug.delete(repository.slug);
  }

  renameRepository(repository: Repository, name: string, slug: string): void {
    this.#bySlug.delete(repository.slug);
    this.#formerSlugs.set(repository.slug, repository.uuid);
    repository.name = name;
    repository.slug = slug;
    this.#bySlug.set(slug, repository);
  }

  /** By slug, in any case, or by uuid with braces. */
  findRepository(slugOrUuid: string): Repository | undefined {
    return this.#repositories.get(slugOrUuid) ?? this.#bySlug.get(slugOrUuid.toLowerCase());
  }

  /** The repository that had this slug before it was renamed. */
  findRenamedRepository(slug: string): Repository | undefined {
    return this.#repositories.get(this.#formerSlugs.get(slug.toLowerCase()) ?? '');
  }

  isThisWorkspace(slugOrUuid: string): boolean {
    return slugOrUuid === this.workspace.uuid || slugOrUuid.toLowerCase() === this.workspace.slug;
  }

  grant(user: string, repository: string, permission: RepositoryPermission | 'none'): void {
    this.#permissions.set(`${user} ${repository}`, permission);
  }

  /** What a user may do with a repository, whatever the reason; workspace owners may do everything. */
  permissionOf(user: string, repository: string): RepositoryPermission | 'none' {
    const role = this.members.get(user);
    if (role === 'owner') return 'admin';
    const granted = this.#permissions.get(`${user} ${repository}`);
    if (granted !== undefined) return granted;
    return role === undefined ? 'none' : this.defaultPermission;
  }

  /** The users who were granted something on this repository by name. */
  explicitPermissions(repository: string): { user: string; permission: RepositoryPermission }[] {
    return [...this.users.keys()].flatMap((user) => {
      const permission = this.#permissions.get(`${user} ${repository}`);
      return permission === undefined || permission === 'none' ? [] : [{ user, permission }];
    });
  }

  /** For what is made after seeding: far above all seeded numbers, and never used twice. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }
}
