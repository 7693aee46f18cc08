import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialSecret } from '@holdfast/bitbucket';
import { ReadModels, type DeciderRepository, type DomainEvent } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { DirectorySecretStore, InstallationKey } from '@holdfast/secrets';
import { AddAdditionalCredential } from '../application/add-additional-credential/add-additional-credential.command.ts';
import { AddAdditionalCredentialHandler } from '../application/add-additional-credential/add-additional-credential.handler.ts';
import { ConnectOrganization } from '../application/connect-organization/connect-organization.command.ts';
import { ConnectOrganizationHandler } from '../application/connect-organization/connect-organization.handler.ts';
import type { AcceptedByProvider } from '../application/credential-trial.port.ts';
import { DisconnectOrganization } from '../application/disconnect-organization/disconnect-organization.command.ts';
import { DisconnectOrganizationHandler } from '../application/disconnect-organization/disconnect-organization.handler.ts';
import { OrganizationDirectory } from '../application/organization-directory.ts';
import { organizationsProjection } from '../application/organizations.projection.ts';
import { RemoveAdditionalCredential } from '../application/remove-additional-credential/remove-additional-credential.command.ts';
import { RemoveAdditionalCredentialHandler } from '../application/remove-additional-credential/remove-additional-credential.handler.ts';
import { RotateSecret } from '../application/rotate-secret/rotate-secret.command.ts';
import { RotateSecretHandler } from '../application/rotate-secret/rotate-secret.handler.ts';
import { VerifyCredential } from '../application/verify-credential/verify-credential.command.ts';
import { VerifyCredentialHandler } from '../application/verify-credential/verify-credential.handler.ts';
import { organizationEvents, organizationStream } from '../contracts/organization.events.ts';
import { refusal, workspace } from './acme.ts';
import { ScriptedTrial } from './scripted-trial.ts';

export const bobsSecret: CredentialSecret = { kind: 'api_token', email: 'bob@example.org', token: 'ATATT3x-of-bob' };
export const annsSecret: CredentialSecret = { kind: 'api_token', email: 'ann@example.org', token: 'ATATT3x-of-ann' };
export const accepted: AcceptedByProvider = {
  ok: true,
  account: { id: 'a-bob', name: 'Bob' },
  identity: 'bob@example.org',
  scopes: ['read:repository:bitbucket'],
  problems: [],
  membership: { member: true, administrator: true },
  repositoriesNotSeen: { count: 0, examples: [] },
  workspace,
  requests: { own: {}, primary: {} },
};
export const refused = {
  ok: false,
  refusal,
  missing: ['read:pullrequest:bitbucket'],
  granted: ['read:user:bitbucket'],
  requests: accepted.requests,
} as const;

/** The commands of an organization and its credentials, on a real event store and a real secret store; the provider is scripted. */
export class OrganizationsBench implements AsyncDisposable {
  readonly bench: Bench;
  readonly secrets: DirectorySecretStore;
  readonly trial = new ScriptedTrial();
  /** That of the present test. */
  organizationId = '';
  readonly #readModels: ReadModels;
  readonly #directory: OrganizationDirectory;

  private constructor(bench: Bench, secrets: DirectorySecretStore, readModels: ReadModels) {
    this.bench = bench;
    this.secrets = secrets;
    this.#readModels = readModels;
    this.#directory = new OrganizationDirectory(readModels);
  }

  static async open(): Promise<OrganizationsBench> {
    const bench = await openBench(organizationEvents);
    const { directory, eventStore } = bench;
    const secrets = new DirectorySecretStore(join(directory, 'secrets'), await InstallationKey.generate());
    const readModels = new ReadModels({ directory: join(directory, 'read-models'), projections: [organizationsProjection], eventStore });
    await readModels.start();
    return new OrganizationsBench(bench, secrets, readModels);
  }

  /** An organization of its own for the next test, and no secrets. */
  async beginAnew(): Promise<void> {
    this.organizationId = this.bench.newId();
    for (const id of await this.secrets.ids()) await this.secrets.destroy(id);
  }

  get stream(): string {
    return organizationStream(this.organizationId);
  }

  /** An event of the fixture, in the organization of this test. */
  ours<E extends { readonly data: object }>(event: E): E {
    return { ...event, data: { ...event.data, organizationId: this.organizationId } };
  }

  happened(...events: readonly DomainEvent[]): Promise<void> {
    return this.bench.store(this.stream, ...events.map((event) => this.ours(event)));
  }

  /** The events of the organization, but for the first ones. */
  async news(after = 0): Promise<readonly DomainEvent[]> {
    return (await this.bench.stored(this.stream)).slice(after);
  }

  connect(): Promise<{ id: string }> {
    const { repository, newId } = this.bench;
    const command = new ConnectOrganization({ name: 'Acme', workspace: 'acme', secret: bobsSecret, expiresAt: null }, this.bench.context());
    return new ConnectOrganizationHandler(repository, this.trial, this.secrets, newId, this.#directory).execute(command);
  }

  add(label = 'second', repository: DeciderRepository = this.bench.repository): Promise<{ id: string }> {
    const { organizationId } = this;
    const data = { organizationId, label, secret: bobsSecret, expiresAt: '2027-11-22T00:00:00.000Z' };
    const command = new AddAdditionalCredential(data, this.bench.context());
    return new AddAdditionalCredentialHandler(repository, this.trial, this.secrets, this.bench.newId).execute(command);
  }

  remove(credentialId: string): Promise<void> {
    const command = new RemoveAdditionalCredential({ organizationId: this.organizationId, credentialId }, this.bench.context());
    return new RemoveAdditionalCredentialHandler(this.bench.repository, this.secrets).execute(command);
  }

  verify(credentialId: string, context = this.bench.context(), scheduled = false): Promise<void> {
    const command = new VerifyCredential({ organizationId: this.organizationId, credentialId, scheduled }, context);
    return new VerifyCredentialHandler(this.bench.repository, this.trial, this.secrets).execute(command);
  }

  rotate(credentialId: string, secret: CredentialSecret, repository: DeciderRepository = this.bench.repository): Promise<void> {
    const { organizationId } = this;
    const data = { organizationId, credentialId, secret, expiresAt: '2028-11-22T00:00:00.000Z' };
    return new RotateSecretHandler(repository, this.trial, this.secrets).execute(new RotateSecret(data, this.bench.context()));
  }

  disconnect(confirm: string): Promise<void> {
    const command = new DisconnectOrganization({ organizationId: this.organizationId, confirm }, this.bench.context());
    return new DisconnectOrganizationHandler(this.bench.repository, this.#directory, this.secrets).execute(command);
  }

  /** All that is stored below the bench, events and secrets. */
  async everythingOnDisk(): Promise<string> {
    const files = (await readdir(this.bench.directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
    return contents.join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#readModels.close();
    await this.bench[Symbol.asyncDispose]();
  }
}
