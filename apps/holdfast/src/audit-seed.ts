import type { InstallationKey } from '@holdfast/secrets';

/** What the anchors of the audit trail are signed with: it follows from the key file, so that it is never without one, and never in `data`. */
export function auditSeedOf(key: InstallationKey): Buffer {
  return key.derive('audit anchors');
}
