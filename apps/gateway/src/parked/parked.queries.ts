import type { Page } from '@holdfast/http';
import { Query } from '@nestjs/cqrs';
import type { ParkedItem, ParkedStatus } from './parked.view.ts';

/** What is parked, newest first; everything that is given must hold. */
export class ListParked extends Query<Page<ParkedItem>> {
  constructor(
    readonly filter: { readonly saga?: string | undefined; readonly status?: ParkedStatus | undefined },
    readonly page: { readonly limit: number; readonly cursor?: string },
  ) {
    super();
  }
}

export class GetParked extends Query<ParkedItem> {
  constructor(readonly id: string) {
    super();
  }
}
