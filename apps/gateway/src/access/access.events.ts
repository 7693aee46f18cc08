/** The installation got its administrator token. Only its hash is kept. */
export interface AdministratorTokenIssued {
  readonly type: 'AdministratorTokenIssued';
  readonly data: { readonly name: string; readonly tokenHash: string };
}

/** How each is read by its stored name, which never changes. */
export const accessEvents = { AdministratorTokenIssued: 'as-stored' } as const;

export const administratorStream = 'access-administrator';
