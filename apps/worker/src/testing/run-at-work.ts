import type { AccountEvent } from '@holdfast/quota';
import { accountStream, runStream, taskStream, type RunEvent, type TaskCredentialSwitched } from '@holdfast/runs/contracts';
import { LeasePools } from '../leases/lease-pools.ts';
import type { TaskCredentials } from '../leases/task-credentials.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { Scene } from './scene.ts';
import type { TestBed } from './test-bed.ts';

interface TaskAtWork {
  readonly taskId: string;
  readonly credentials: TaskCredentials;
}

/**
 * Tasks of one run that are at work in one process, over accounts with these labels, the first one the primary; `spare` is one more, which the
 * plan does not use yet. Task number n captures `acme/n`; the token of an account is its label.
 */
export class RunAtWork implements Disposable {
  readonly scene: Scene;
  readonly runId: string;
  readonly tasks: TaskAtWork[] = [];
  /** Numbers of the tasks that say they wait for quota. */
  readonly waiting = new Set<number>();
  readonly #bed: TestBed;
  readonly #stopping = new AbortController();

  private constructor(bed: TestBed, scene: Scene, runId: string) {
    this.#bed = bed;
    this.scene = scene;
    this.runId = runId;
  }

  static async of(bed: TestBed, labels: readonly string[], tasks: number, pools = new LeasePools()): Promise<RunAtWork> {
    const credentials = [...labels, 'spare'].map((label) => ({
      ...{ label, accountId: bed.environment.newId(), spare: label === 'spare' },
      secret: { kind: 'access_token', token: label } as const,
    }));
    const scene = await Scene.of(bed, credentials);
    const run = new RunAtWork(bed, scene, await scene.startRun());
    for (let number = 0; number < tasks; number++) run.tasks.push(await run.#begin(number, pools));
    return run;
  }

  credentials(number: number): TaskCredentials {
    const task = this.tasks[number];
    if (!task) throw new Error(`there is no task ${number}`);
    return task.credentials;
  }

  ledger(label: string): Promise<AccountEvent[]> {
    return this.#bed.events<AccountEvent>(accountStream(this.scene.account(label).accountId));
  }

  /** How many events of the type the accounts of the run have, together. */
  async count(type: AccountEvent['type'], labels: readonly string[]): Promise<number> {
    const events = await Promise.all(labels.map((label) => this.ledger(label)));
    return events.flat().filter((event) => event.type === type).length;
  }

  switches(number: number) {
    const taskId = this.tasks[number]?.taskId ?? '';
    return this.#bed.events<TaskCredentialSwitched>(taskStream(taskId), 'TaskCredentialSwitched');
  }

  async events(): Promise<string[]> {
    return (await this.#bed.events<RunEvent>(runStream(this.runId))).map(({ type }) => type);
  }

  [Symbol.dispose](): void {
    this.#stopping.abort(new Error('the worker stops'));
  }

  async #begin(number: number, pools: LeasePools): Promise<TaskAtWork> {
    const { organizationId, planId } = this.scene;
    const fullName = `acme/${number}`;
    const repository = { id: this.#bed.environment.newId(), fullName, slug: `${number}`, name: `${number}` };
    const taskId = await this.scene.planTask(this.runId, repository);
    const work = { organizationId, planId, runId: this.runId, taskId, repository };
    return { taskId, credentials: pools.credentialsFor(this.#environmentOf(number), work, this.#stopping.signal) };
  }

  #environmentOf(number: number): WorkerEnvironment {
    const waiting = () => {
      this.waiting.add(number);
      return { [Symbol.dispose]: () => void this.waiting.delete(number) };
    };
    return { ...this.#bed.environment, waiting };
  }
}
