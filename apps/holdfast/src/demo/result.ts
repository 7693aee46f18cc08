import type { RepositoryView, RestoreView, RunView } from '@holdfast/runs/contracts';
import type { RefComparison } from '../testing/compare-refs.ts';
import type { HoldfastApi } from '../testing/holdfast-api.ts';

export interface DemoResult {
  readonly api: HoldfastApi;
  readonly run: RunView;
  readonly restored: {
    readonly repository: RepositoryView;
    readonly restore: RestoreView;
    readonly comparison: RefComparison | null;
  } | null;
}

/** Tells what happened, and answers what should not have. */
export async function tellResult({ api, run, restored }: DemoResult): Promise<string[]> {
  tellRun(run);
  tellRestore(restored);
  await tellAudit(api, run);
  const { tasks, status, credentialSwitches } = run;
  return [
    ...(status === 'completed' ? [] : [`the run is ${status}: ${JSON.stringify(run.missing)}`]),
    ...(tasks.captured === tasks.planned ? [] : [`${tasks.captured} of ${tasks.planned ?? 0} repositories were captured`]),
    ...(credentialSwitches.length > 0 ? [] : ['no task had to go on with another account']),
    ...(restored?.comparison?.differences.length === 0 ? [] : ['the restored repository differs from its source']),
  ];
}

function tellRun({ tasks, requests, credentialSwitches, throttledPeriods, bytes, startedAt, endedAt }: RunView): void {
  const seconds = Math.round((Date.parse(endedAt ?? startedAt) - Date.parse(startedAt)) / 1000);
  console.log(`\nBacked up ${tasks.captured} repositories, ${(bytes / 1e6).toFixed(1)} MB encrypted in the vault, in ${seconds} s.`);
  console.log('\nWho spent what:');
  for (const { label, bucket, count } of requests.byCredential)
    console.log(`  ${label.padEnd(10)} ${bucket.padEnd(4)} ${String(count).padStart(5)}`);
  const reasons = Map.groupBy(credentialSwitches, ({ from, to, reason }) => `${from.label} → ${to.label}: ${reason}`);
  console.log(`\n${credentialSwitches.length} times a task went on with another account:`);
  for (const [what, times] of reasons) console.log(`  ${String(times.length).padStart(3)} × ${what}`);
  if (throttledPeriods.length > 0)
    console.log(`\nAll accounts were spent ${new Set(throttledPeriods.map(({ from }) => from)).size} times; the run went on by itself.`);
}

function tellRestore(restored: DemoResult['restored']): void {
  if (!restored) return;
  const { repository, restore, comparison } = restored;
  if (!comparison) console.log(`\nRestoring ${repository.fullName} failed: ${restore.reason ?? 'no reason'}`);
  else if (comparison.differences.length === 0)
    console.log(`\nRestored ${repository.fullName}: all ${comparison.equal} refs equal the source.`);
  else console.log(`\nRestored ${repository.fullName}, and it differs:\n  ${comparison.differences.join('\n  ')}`);
}

async function tellAudit(api: HoldfastApi, run: RunView): Promise<void> {
  const entries = await api.audit(`runId=${run.id}`);
  const types = new Map<string, number>();
  for (const { type } of entries) types.set(type, (types.get(type) ?? 0) + 1);
  const list = [...types].sort(([, a], [, b]) => b - a).map(([type, count]) => `${type} ${count}`);
  console.log(`\nThe audit trail tells this run in ${entries.length} events: ${list.join(', ')}.`);
}
