import { featuresOf } from '@holdfast/bitbucket';
import type { CredentialKind, CredentialProblem, RepositoriesNotSeen, WorkspaceMembership } from '../../contracts/organization.events.ts';
import type { CredentialFailure, CredentialView } from '../../contracts/organization.views.ts';
import { expiryProblems } from './expiry-problems.ts';

export interface CredentialRow {
  readonly id: string;
  readonly organizationId: string;
  readonly label: string;
  readonly role: 'primary' | 'additional';
  readonly kind: CredentialKind;
  readonly identity: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly scopes: string;
  readonly status: 'verified' | 'failing';
  readonly problems: string;
  readonly membership: string;
  readonly repositoriesNotSeen: string;
  readonly expiresAt: string | null;
  readonly failingSince: string | null;
  readonly triedAt: string;
  readonly addedAt: string;
  readonly addedBy: string;
  /** Ids of plans: JSON. */
  readonly enabledInPlans: string;
  /** Plans whose runs would use it: JSON. */
  readonly usedByPlans: string;
  /** Ids of other credentials: JSON. */
  readonly sharesAccountWith: string;
}

/** The rows of {@link CredentialRow}; a plan whose switch is off uses the primary alone. */
export const CREDENTIALS = `
  SELECT credential.*,
    (SELECT json_group_array(plan.id) FROM organization_plan AS plan WHERE plan.organizationId = credential.organizationId
      AND (credential.role = 'primary' OR EXISTS (SELECT 1 FROM credential_plan WHERE credentialId = credential.id AND planId = plan.id)))
      AS enabledInPlans,
    (SELECT json_group_array(json_object('id', plan.id, 'name', plan.name)) FROM organization_plan AS plan
      WHERE plan.organizationId = credential.organizationId
      AND (credential.role = 'primary' OR (plan.usesAdditionalCredentials = 1
        AND EXISTS (SELECT 1 FROM credential_plan WHERE credentialId = credential.id AND planId = plan.id))))
      AS usedByPlans,
    (SELECT json_group_array(id) FROM credential AS other WHERE other.accountId = credential.accountId
      AND other.organizationId = credential.organizationId AND other.id <> credential.id)
      AS sharesAccountWith
  FROM credential`;

const SHARES_ACCOUNT: CredentialProblem = {
  code: 'SHARES_ACCOUNT',
  message: 'Another credential of the organization belongs to the same account: both spend one quota.',
};

export function credentialView(row: CredentialRow, now: Date): CredentialView {
  const { id, organizationId, label, role, kind, identity, status, triedAt, expiresAt, addedAt, addedBy } = row;
  const scopes = parsed<string[] | null>(row.scopes);
  const problems = parsed<CredentialProblem[]>(row.problems);
  const sharesAccountWith = parsed<string[]>(row.sharesAccountWith);
  return {
    ...{ id, organizationId, label, role, kind, identity },
    account: { id: row.accountId, name: row.accountName },
    scopes,
    features: featuresOf(scopes, kind),
    membership: parsed<WorkspaceMembership>(row.membership),
    repositoriesNotSeen: parsed<RepositoriesNotSeen | null>(row.repositoriesNotSeen),
    sharesAccountWith,
    status,
    problems: [...problems, ...(sharesAccountWith.length > 0 ? [SHARES_ACCOUNT] : []), ...expiryProblems(expiresAt, now)],
    failure: failureIn(row, problems),
    ...{ triedAt, expiresAt, enabledInPlans: parsed<string[]>(row.enabledInPlans), addedAt, addedBy },
  };
}

/** The only problem of a credential that fails is why it does. */
function failureIn({ failingSince, usedByPlans }: CredentialRow, [reason]: readonly CredentialProblem[]): CredentialFailure | null {
  return failingSince === null || !reason ? null : { ...reason, since: failingSince, plans: parsed(usedByPlans) };
}

function parsed<T>(json: string): T {
  return JSON.parse(json) as T;
}
