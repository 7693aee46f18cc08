import type { CredentialSecret } from './credential-secret.ts';
import { missingScopes, usesApiTokenNames } from './scopes.ts';

interface FeatureScopes {
  readonly apiToken: readonly string[];
  readonly classic: readonly string[];
}

/**
 * What each feature asks of a credential, in the names of each kind. Source: the scopes that Bitbucket's API description gives for the
 * operations of the feature.
 */
const featureScopes = {
  code: { apiToken: ['read:repository'], classic: ['repository'] },
  pull_requests: { apiToken: ['read:pullrequest'], classic: ['pullrequest'] },
  settings: {
    apiToken: ['read:repository', 'admin:repository', 'read:project', 'admin:project', 'read:pullrequest'],
    classic: ['repository', 'repository:admin', 'project', 'project:admin', 'pullrequest'],
  },
  webhooks: { apiToken: ['read:webhook'], classic: ['webhook'] },
  pipelines: { apiToken: ['read:pipeline', 'admin:repository'], classic: ['pipeline', 'repository:admin'] },
  snippets: { apiToken: ['read:snippet'], classic: ['snippet'] },
  restore: {
    apiToken: ['read:repository', 'write:repository', 'admin:repository', 'admin:project', 'read:pullrequest', 'write:pullrequest'],
    classic: ['repository', 'repository:write', 'repository:admin', 'project:admin', 'pullrequest:write'],
  },
} satisfies Record<string, FeatureScopes>;

export type Feature = keyof typeof featureScopes;

/** Whether scopes are enough for a feature; null when it is not known which there are. */
export interface FeatureUse {
  readonly feature: Feature;
  readonly usable: boolean | null;
  readonly missingScopes: readonly string[];
}

/** What a credential with these scopes may be used for. Nothing is claimed of one whose scopes the provider does not tell (null). */
export function featuresOf(granted: readonly string[] | null, kind: CredentialSecret['kind']): FeatureUse[] {
  const wanted = Object.entries(featureScopes) as [Feature, FeatureScopes][];
  return wanted.map(([feature, scopes]) => {
    if (granted === null) return { feature, usable: null, missingScopes: [] };
    const missing = missingScopes(namesFor(scopes, granted, kind), granted);
    return { feature, usable: missing.length === 0, missingScopes: missing };
  });
}

function namesFor({ apiToken, classic }: FeatureScopes, granted: readonly string[], kind: CredentialSecret['kind']): readonly string[] {
  return usesApiTokenNames(granted, kind) ? apiToken.map((name) => `${name}:bitbucket`) : classic;
}
