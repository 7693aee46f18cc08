import type { CredentialSecret } from '@holdfast/bitbucket';
import { newContext, type CommandContext } from '@holdfast/event-sourcing';
import { organizationStream, type CredentialFacts, type OrganizationEvent } from '@holdfast/organizations/contracts';
import { planStream, type PlanContent, type PlanEvent } from '@holdfast/plans/contracts';
import { ReportOnTask, StartRun } from '@holdfast/runs';
import type { AccountInUse, RepositoryReference, RunWindow } from '@holdfast/runs/contracts';
import type { TestBed } from './test-bed.ts';

/** The first credential of a scene is the primary; the plan may use the others unless they are spare. */
export interface SceneCredential {
  readonly label: string;
  readonly accountId: string;
  readonly secret: CredentialSecret;
  readonly spare?: boolean;
}

export interface SceneOptions {
  readonly workspace?: string;
  readonly content?: PlanContent;
}

const gitAndPullRequests: PlanContent = { git: true, lfs: false, metadata: ['pullrequests'] };

/** An organization with its credentials, and a plan over all of its repositories. */
export class Scene {
  readonly organizationId: string;
  readonly planId: string;
  readonly content: PlanContent;
  readonly #bed: TestBed;
  readonly #accounts = new Map<string, AccountInUse>();

  private constructor(bed: TestBed, content: PlanContent) {
    this.#bed = bed;
    this.content = content;
    this.organizationId = bed.environment.newId();
    this.planId = bed.environment.newId();
  }

  static async of(bed: TestBed, credentials: readonly SceneCredential[], options: SceneOptions = {}): Promise<Scene> {
    const scene = new Scene(bed, options.content ?? gitAndPullRequests);
    const facts = await Promise.all(credentials.map((credential) => scene.#keep(credential)));
    await scene.#connect(facts, options.workspace ?? 'acme');
    await scene.#createPlan(credentials.slice(1).filter(({ spare }) => spare !== true));
    return scene;
  }

  account(label: string): AccountInUse {
    const account = this.#accounts.get(label);
    if (!account) throw new Error(`there is no account ${label} in this scene`);
    return account;
  }

  async enable(label: string): Promise<void> {
    await this.#bed.append(planStream(this.planId), this.#enabled(label));
  }

  async disable(label: string): Promise<void> {
    const { credentialId } = this.account(label);
    const { planId, organizationId } = this;
    const disabled = {
      type: 'PlanCredentialDisabled',
      data: { planId, organizationId, credentialId, reason: 'a test' },
    } satisfies PlanEvent;
    await this.#bed.append(planStream(planId), disabled);
  }

  /** As the command does: the event, then the secret. */
  async remove(label: string): Promise<void> {
    const { credentialId } = this.account(label);
    const { organizationId } = this;
    const removed = { type: 'AdditionalCredentialRemoved', data: { organizationId, credentialId, label } } satisfies OrganizationEvent;
    await this.#bed.append(organizationStream(organizationId), removed);
    await this.#bed.environment.secrets.destroy(credentialId);
  }

  /** Answers the id of the run. */
  async startRun(include = ['*'], window?: RunWindow): Promise<string> {
    const { commands, newId } = this.#bed.environment;
    const { organizationId, planId, content } = this;
    const runId = newId();
    const order = { organizationId, repositories: { include, exclude: [] }, content, ...(window && { window }) };
    await commands.execute(new StartRun({ runId, planId, order }, this.context()));
    return runId;
  }

  /** Answers the id of the task. */
  async planTask(runId: string, repository: RepositoryReference): Promise<string> {
    const { commands, newId } = this.#bed.environment;
    const { organizationId, planId, content } = this;
    const taskId = newId();
    const plan = { taskId, runId, planId, organizationId, repository, content };
    await commands.execute(new ReportOnTask({ type: 'PlanTask', taskId, plan }, this.context()));
    return taskId;
  }

  context(): CommandContext {
    return newContext(this.#bed.environment.newId(), 'token:spec');
  }

  async #keep({ label, accountId, secret }: SceneCredential): Promise<CredentialFacts> {
    const credentialId = this.#bed.environment.newId();
    await this.#bed.environment.secrets.put(credentialId, { ...secret });
    this.#accounts.set(label, { accountId, credentialId, label });
    const account = { id: accountId, name: label };
    const findings = { scopes: null, problems: [], membership: { member: true, administrator: true }, repositoriesNotSeen: null };
    return { credentialId, label, kind: secret.kind, identity: label, account, expiresAt: null, ...findings };
  }

  async #connect([primary, ...additional]: readonly CredentialFacts[], slug: string): Promise<void> {
    if (!primary) throw new Error('an organization has a primary credential');
    const { organizationId } = this;
    const connected: OrganizationEvent = {
      type: 'OrganizationConnected',
      data: { organizationId, name: slug, workspace: { id: slug, slug }, primary },
    };
    const added = additional.map((facts): OrganizationEvent => ({ type: 'AdditionalCredentialAdded', data: { organizationId, ...facts } }));
    await this.#bed.append(organizationStream(organizationId), connected, ...added);
  }

  async #createPlan(enabled: readonly SceneCredential[]): Promise<void> {
    const { organizationId, planId, content } = this;
    const events: PlanEvent[] = [
      {
        type: 'PlanCreated',
        data: {
          ...{ planId, organizationId, name: 'nightly', content },
          ...{ repositories: { include: ['*'], exclude: [] }, schedule: null, window: null, retention: {} },
        },
      },
      { type: 'AdditionalCredentialsSwitchedOn', data: { planId, organizationId } },
      ...enabled.map(({ label }) => this.#enabled(label)),
    ];
    await this.#bed.append(planStream(planId), ...events);
  }

  #enabled(label: string): PlanEvent {
    const { credentialId } = this.account(label);
    const { planId, organizationId } = this;
    return { type: 'PlanCredentialEnabled', data: { planId, organizationId, credentialId, label } };
  }
}
