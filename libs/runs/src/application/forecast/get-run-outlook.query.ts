import { Query } from '@nestjs/cqrs';
import type { RunOutlook } from '../../contracts/forecast.views.ts';
import type { RunView } from '../../contracts/run.views.ts';

/** How a run is expected to end, and how what was expected at first has come true. */
export class GetRunOutlook extends Query<RunOutlook> {
  constructor(readonly run: RunView) {
    super();
  }
}
