/** The installation got its administrator token. Only its hash is kept. */
export interface AdministratorTokenIssued {
  readonly type: 'AdministratorTokenIssued';
  readonly data: { readonly name: string; readonly tokenHash: string };
}

export const administratorStream = 'access-administrator';
