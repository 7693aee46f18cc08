import { ReadModels } from '@holdfast/event-sourcing';
import { Controller, Get, Header } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { METRICS_CONTENT_TYPE, metricsText } from '../application/metrics/metrics.ts';
import { ListAccounts } from '../application/queries/runs.query.ts';
import type { AccountView } from '../contracts/run.views.ts';

const ACCOUNTS_AT_ONCE = 500;

/** For Prometheus: what the accounts have left, and what was done with them. */
@Controller()
export class MetricsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly readModels: ReadModels,
  ) {}

  @Get('metrics')
  @Header('Content-Type', METRICS_CONTENT_TYPE)
  async metrics(): Promise<string> {
    return metricsText(await this.accounts(), this.readModels.database, this.readModels.status().lagSeconds);
  }

  private async accounts(): Promise<readonly AccountView[]> {
    const all: AccountView[] = [];
    let cursor: string | null = null;
    do {
      const request: ListAccounts = new ListAccounts({ limit: ACCOUNTS_AT_ONCE, ...(cursor === null ? {} : { cursor }) });
      const { items, nextCursor } = await this.queries.execute(request);
      all.push(...items);
      cursor = nextCursor;
    } while (cursor !== null);
    return all;
  }
}
