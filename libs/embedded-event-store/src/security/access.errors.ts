/** The caller is known and may not do this. */
export class AccessDeniedError extends Error {
  readonly code = 'ACCESS_DENIED';

  constructor() {
    super('Access Denied');
  }
}

/** The caller gave no name and password, or wrong ones. */
export class NotAuthenticatedError extends Error {
  readonly code = 'NOT_AUTHENTICATED';

  constructor() {
    super('A name and a password are needed, and these are none.');
  }
}
