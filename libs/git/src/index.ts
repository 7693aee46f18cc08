export { type BundleHeader } from './bundle-header.ts';
export { type BundleContent, type BundleSummary } from './bundle.ts';
export { type FsckReport } from './fsck-report.ts';
export {
  GitAbortedError,
  GitAuthenticationError,
  GitCorruptError,
  GitError,
  GitNameNotUtf8Error,
  GitNotAvailableError,
  GitPrerequisitesMissingError,
  GitRateLimitedError,
  GitRepositoryNotFoundError,
  GitStalledError,
} from './git.errors.ts';
export { Git, type Abortable, type GitOptions } from './git.ts';
export { type GitRef } from './git-ref.ts';
export { type GitRemote } from './git-remote.ts';
export { type RemoteOptions, type RemoteRefs } from './mirror.ts';
