import { DeciderRepository } from '@holdfast/event-sourcing';
import { planRunsReading, planRunsStream, runEndReading, runStream } from '@holdfast/runs/contracts';
import { Injectable } from '@nestjs/common';

/** Looks whether a run of a plan goes on this moment. */
@Injectable()
export class GoingRun {
  constructor(private readonly repository: DeciderRepository) {}

  /** Its id; null when none goes on. */
  async of(planId: string): Promise<string | null> {
    const { lastRunId } = (await this.repository.load(planRunsReading, planRunsStream(planId))).state;
    if (lastRunId === null) return null;
    const { state } = await this.repository.load(runEndReading, runStream(lastRunId));
    return state.hasEnded ? null : lastRunId;
  }
}
