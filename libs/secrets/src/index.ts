export { DirectorySecretStore } from './directory-secret-store.ts';
export { InstallationKey } from './installation-key.ts';
export type { JsonObject, JsonValue } from './json-object.ts';
export { KeyFileExposedError, KeyFileMalformedError, KeyFileNotCreatedError, KeyFileUnreadableError } from './key-file.errors.ts';
export { openKeyFile } from './key-file.ts';
export { Redacted } from './redacted.ts';
export { SecretIdInvalidError, SecretNotFoundError, SecretUnreadableError } from './secret.errors.ts';
export type { SecretStore } from './secret-store.port.ts';
export { SECRET_STORE } from './secret-store.token.ts';
