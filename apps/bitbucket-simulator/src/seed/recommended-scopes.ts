const forBitbucket = (scope: string) => `${scope}:bitbucket`;

/** What a backup needs to read the content and the settings; no scope implies another. */
export const recommendedScopes: readonly string[] = [
  'read:user',
  'read:workspace',
  'read:project',
  'admin:project',
  'read:repository',
  'admin:repository',
  'read:pullrequest',
  'read:pipeline',
  'read:webhook',
  'read:snippet',
].map(forBitbucket);

/** What a restore needs on top. */
export const restoreScopes: readonly string[] = [
  ...recommendedScopes,
  ...['write:repository', 'write:pullrequest', 'write:webhook', 'write:permission'].map(forBitbucket),
];

/** What access tokens and OAuth consumers are given, in their own vocabulary. */
export const classicReadScopes: readonly string[] = [
  'project',
  'repository',
  'repository:admin',
  'pullrequest',
  'webhook',
  'pipeline',
  'account',
];
