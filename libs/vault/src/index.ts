export { DirectoryObjectStore } from './directory-object-store.ts';
export type { ObjectReference } from './object-reference.ts';
export type { ObjectStore } from './object-store.port.ts';
export type {
  CapturedRepository,
  GitBundle,
  GitCapture,
  GitReference,
  MetadataCapture,
  NotCaptured,
  SnapshotManifest,
} from './snapshot-manifest.ts';
export { objectsOf } from './snapshot-manifest.ts';
export type { VaultKey } from './vault-key.ts';
export {
  ContentMismatchError,
  ManifestInvalidError,
  ManifestVersionUnknownError,
  ObjectCorruptError,
  ObjectMissingError,
  ObjectNameInvalidError,
  VaultKeyMismatchError,
} from './vault.errors.ts';
export { Vault, type ObjectContent } from './vault.ts';
export type { ObjectProblem, VerificationReport } from './verification-report.ts';
