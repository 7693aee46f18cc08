/** Nest provides the installation's secret store under this token. */
export const SECRET_STORE = Symbol('SecretStore');
