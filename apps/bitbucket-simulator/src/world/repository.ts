import type { PullRequest } from './pull-request.ts';

export type RepositoryPermission = 'read' | 'write' | 'admin';

export interface BranchRestriction {
  readonly id: number;
  readonly kind: string;
  readonly pattern: string;
  readonly value: number | null;
  readonly users: readonly string[];
}

export interface Webhook {
  readonly uuid: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  readonly createdAt: Date;
  readonly active: boolean;
}

export interface Download {
  readonly name: string;
  readonly content: Buffer;
  readonly createdOn: Date;
  readonly user: string;
  readonly downloads: number;
}

export interface Project {
  readonly uuid: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly createdOn: Date;
}

export interface Repository {
  /** With braces; survives renaming. */
  readonly uuid: string;
  slug: string;
  name: string;
  description: string;
  readonly projectKey: string;
  readonly language: string;
  readonly createdOn: Date;
  updatedOn: Date;
  size: number;
  mainBranch: string | null;
  /** The uuid of the repository it was forked from. */
  parent: string | null;
  /** The bare repository on disk. */
  readonly directory: string;
  readonly pullRequests: PullRequest[];
  readonly branchRestrictions: BranchRestriction[];
  readonly webhooks: Webhook[];
  readonly downloads: Download[];
  /** Uuids of users. */
  readonly defaultReviewers: string[];
  /** As `branching-model/settings` shows it. */
  branchingModel: Readonly<Record<string, unknown>>;
  overrideSettings: Readonly<Record<string, unknown>>;
}

export interface RepositoryDescription {
  /** With braces. */
  readonly uuid: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly projectKey: string;
  readonly language: string;
  readonly createdOn: Date;
  readonly directory: string;
}

/** Without commits and without anything that people add later. */
export function emptyRepository(description: RepositoryDescription): Repository {
  return {
    ...description,
    updatedOn: description.createdOn,
    size: 0,
    mainBranch: null,
    parent: null,
    pullRequests: [],
    branchRestrictions: [],
    webhooks: [],
    downloads: [],
    defaultReviewers: [],
    branchingModel: defaultBranchingModel,
    overrideSettings: { default_merge_strategy: false, branching_model: false },
  };
}

const mainline = { is_valid: true, name: null, use_mainbranch: true };

/** What `branching-model/settings` says until somebody changes it. */
export const defaultBranchingModel: Readonly<Record<string, unknown>> = {
  development: mainline,
  production: { ...mainline, enabled: false },
  branch_types: ['bugfix', 'feature', 'hotfix', 'release'].map((kind) => ({ kind, enabled: true, prefix: `${kind}/` })),
  default_branch_deletion: 'false',
};

/** A slug is lower-case ASCII, made of the name. */
export function slugOf(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return ascii.replace(/[^a-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '') || 'repository';
}
