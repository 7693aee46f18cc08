import type { Saga, SagaStep } from '@holdfast/event-sourcing';
import { runStreams, type MissingFromRun, type RunEvent } from '../../contracts/run.events.ts';
import { taskStreams, type TaskEvent } from '../../contracts/task.events.ts';

interface Tally {
  /** Null until every repository has its task. */
  readonly planned: number | null;
  readonly captured: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly missing: readonly MissingFromRun[];
}

const counted = new Set(['RunPlanned', 'TaskCaptured', 'TaskFoundUnchanged', 'TaskFailed']);

/** This is stored with every step: it names some of what is missing and gives the beginning of each reason. The tasks tell the rest. */
const MISSING_NAMED = 20;
/** More than 120 characters, whole ones, so that what is kept stays valid text. */
const LONG_REASON = /^(.{119}).{2,}$/su;

/** Counts the tasks of a run; when the last one has ended, so has the run. */
export const endRunWhenTasksHaveEnded: Saga<Tally, RunEvent | TaskEvent> = {
  name: 'EndRunWhenTasksHaveEnded',
  streams: [runStreams, taskStreams],
  begins: 'at-first-event',
  initialState: { planned: null, captured: 0, unchanged: 0, failed: 0, missing: [] },
  instanceOf: ({ type, data }) => (counted.has(type) ? data.runId : null),
  react(tally, event) {
    switch (event.type) {
      case 'RunPlanned':
        return endIfAllHaveEnded({ ...tally, planned: event.data.tasks }, event.data.runId);
      case 'TaskCaptured': {
        const { repository, notCaptured, runId } = event.data;
        const lacking = notCaptured.map(({ what, why }) => ({ repository: repository.fullName, reason: `${what}: ${why}` }));
        return endIfAllHaveEnded({ ...tally, captured: tally.captured + 1, missing: named(tally, lacking) }, runId);
      }
      case 'TaskFoundUnchanged':
        return endIfAllHaveEnded({ ...tally, unchanged: tally.unchanged + 1 }, event.data.runId);
      case 'TaskFailed': {
        const { repository, reason, runId } = event.data;
        const lacking = [{ repository: repository.fullName, reason }];
        return endIfAllHaveEnded({ ...tally, failed: tally.failed + 1, missing: named(tally, lacking) }, runId);
      }
      case 'RunStarted':
      case 'RunPlanningAssigned':
      case 'RunPlanningHandedBack':
      case 'RunForecast':
      case 'RunThrottled':
      case 'RunPaused':
      case 'RunResumed':
      case 'RunCompleted':
      case 'RunEndedIncomplete':
      case 'RunCancelled':
      case 'TaskPlanned':
      case 'TaskAssigned':
      case 'TaskAssignmentExtended':
      case 'TaskHandedBack':
      case 'TaskProgressed':
      case 'TaskCredentialSwitched':
        return { state: tally, commands: [] };
      default:
        return event satisfies never;
    }
  },
};

function named({ missing }: Tally, more: readonly MissingFromRun[]): readonly MissingFromRun[] {
  const kept = [...missing, ...more].slice(0, MISSING_NAMED);
  return kept.map(({ repository, reason }) => ({ repository, reason: reason.replace(LONG_REASON, '$1…') }));
}

function endIfAllHaveEnded(tally: Tally, runId: string): SagaStep<Tally> {
  const { planned, captured, unchanged, failed, missing } = tally;
  // A listing that was repeated after a crash may have left more tasks than it counted: that must not keep the run from ending.
  if (planned === null || captured + unchanged + failed < planned) return { state: tally, commands: [] };
  return { state: tally, commands: [{ type: 'EndRun', data: { runId, captured, unchanged, failed, missing } }] };
}
