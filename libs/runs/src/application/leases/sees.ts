import { featuresOf, type CredentialSecret } from '@holdfast/bitbucket';
import type { CredentialState } from '@holdfast/organizations/contracts';
import type { Bucket } from '@holdfast/quota';

/** What a request is for. `repository` is `workspace/slug`, null for a listing. */
export interface RequestTarget {
  readonly bucket: Bucket;
  readonly repository: string | null;
}

export type SeeingCredential = Pick<CredentialState, 'kind' | 'sight'>;

/** What a capture asks of each bucket. */
const features = { api: 'pull_requests', git: 'code', raw: 'code', webhooks: 'webhooks' } as const satisfies Record<Bucket, string>;

/** Whether a credential sees what a request is for, as its trial found; null when that did not tell. A listing asks the primary, come what may. */
export function sees({ sight, kind }: SeeingCredential, { bucket, repository }: RequestTarget): boolean | null {
  if (repository === null) return true;
  const feature = featuresOf(sight.scopes, kind as CredentialSecret['kind']).find((one) => one.feature === features[bucket]);
  if (feature?.usable === false || sight.seesNoRepository || sight.repositoriesNotSeen?.examples.includes(repository)) return false;
  return feature?.usable === true && sight.repositoriesNotSeen?.count === 0 ? true : null;
}
