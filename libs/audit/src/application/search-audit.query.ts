import type { Page } from '@holdfast/http';
import { Query } from '@nestjs/cqrs';
import type { AuditEntry } from '../contracts/audit.views.ts';

/**
 * What to look for; everything that is given must hold. Times are RFC 3339. `subject` is a stream or the id in its name. `q` is text in the
 * summary or in a value of the data, in capitals or not; or a whole UUID.
 */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly type?: string | undefined;
  readonly subject?: string | undefined;
  readonly organizationId?: string | undefined;
  readonly planId?: string | undefined;
  readonly runId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly q?: string | undefined;
}

/** The trail, newest first. */
export class SearchAudit extends Query<Page<AuditEntry>> {
  constructor(
    readonly filter: AuditFilter,
    readonly page: { readonly limit: number; readonly cursor?: string },
  ) {
    super();
  }
}
