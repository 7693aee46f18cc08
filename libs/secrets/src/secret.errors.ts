/** The name under which a secret was to be kept is not one. It is not repeated here: it may be the secret itself, passed by mistake. */
export class SecretIdInvalidError extends Error {
  readonly code = 'SECRET_ID_INVALID';
  constructor() {
    super('A secret is kept under a UUID or a name of up to 128 letters, digits, "-" and "_"; this is neither.');
    this.name = 'SecretIdInvalidError';
  }
}

/** There is no secret under this id: it was never put, or it was destroyed. */
export class SecretNotFoundError extends Error {
  readonly code = 'SECRET_NOT_FOUND';
  constructor(id: string) {
    super(`There is no secret ${id}.`);
    this.name = 'SecretNotFoundError';
  }
}

/** There is a secret, but this installation cannot open it. Trying again does not help; a person must bring the right key, or enter the secret again. */
export class SecretUnreadableError extends Error {
  readonly code = 'SECRET_UNREADABLE';
  constructor(id: string, why: string) {
    super(`The secret ${id} cannot be read: ${why}.`);
    this.name = 'SecretUnreadableError';
  }
}
