import type { Bucket } from '@holdfast/bitbucket';
import type { PositionedEvent } from '@holdfast/event-sourcing';
import type { PaidWork } from './paid-work.ts';

/** What an event means for the leases of a run. */
export type News =
  /** Somebody gave back what it had leased. */
  | { readonly kind: 'given-back'; readonly bucket: Bucket; readonly accountId: string }
  /** Another worker was refused: nothing more is sent with what was leased until then. */
  | { readonly kind: 'refused'; readonly bucket: Bucket; readonly accountId: string; readonly at: number }
  /** There may be another account, or an account may have more. A credential that was rejected works again. */
  | { readonly kind: 'more'; readonly credentialId: string | null }
  /** The plan does not use the credential any more; null: it may be any. */
  | { readonly kind: 'less'; readonly credentialId: string | null };

interface Data {
  readonly planId?: string;
  readonly organizationId?: string;
  readonly credentialId?: string;
  readonly accountId: string;
  readonly bucket: Bucket;
  readonly at: string;
}

type Reading = (data: Data, work: PaidWork) => News | undefined;

const more =
  (isOurs: (data: Data, work: PaidWork) => boolean): Reading =>
  (data, work) =>
    isOurs(data, work) ? { kind: 'more', credentialId: data.credentialId ?? null } : undefined;
const less =
  (isOurs: (data: Data, work: PaidWork) => boolean): Reading =>
  (data, work) =>
    isOurs(data, work) ? { kind: 'less', credentialId: data.credentialId ?? null } : undefined;
const ofPlan = ({ planId }: Data, work: PaidWork) => planId === work.planId;
const ofOrganization = ({ organizationId }: Data, work: PaidWork) => organizationId === work.organizationId;
const ofAnybody = () => true;

const readings: Readonly<Record<string, Reading>> = {
  QuotaLeaseSettled: ({ bucket, accountId }) => ({ kind: 'given-back', bucket, accountId }),
  AccountRateLimited: ({ bucket, accountId, at }) => ({ kind: 'refused', bucket, accountId, at: Date.parse(at) }),
  PlanCredentialEnabled: more(ofPlan),
  AdditionalCredentialsSwitchedOn: more(ofPlan),
  CredentialVerified: more(ofOrganization),
  CredentialSecretRotated: more(ofOrganization),
  AccountLimitLearned: more(ofAnybody),
  AccountLimitsSet: more(ofAnybody),
  PlanCredentialDisabled: less(ofPlan),
  AdditionalCredentialsSwitchedOff: less(ofPlan),
  AdditionalCredentialRemoved: less(ofOrganization),
  CredentialFailedVerification: less(ofOrganization),
};

export function newsIn({ type, data }: PositionedEvent, work: PaidWork): News | undefined {
  return Object.hasOwn(readings, type) ? readings[type]?.(data as Data, work) : undefined;
}
