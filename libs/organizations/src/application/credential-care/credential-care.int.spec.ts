import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ReadModels } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { DirectorySecretStore, InstallationKey } from '@holdfast/secrets';
import type { CommandBus } from '@nestjs/cqrs';
import { organizationEvents, organizationStream } from '../../contracts/organization.events.ts';
import * as acme from '../../testing/acme.ts';
import { ScriptedTrial } from '../../testing/scripted-trial.ts';
import { added, announced, connected, disconnected, failed, refusal, removed, rotated, verified } from '../../testing/acme.ts';
import { AnnounceExpiry } from '../announce-expiry/announce-expiry.command.ts';
import { AnnounceExpiryHandler } from '../announce-expiry/announce-expiry.handler.ts';
import { findingsOf, type AcceptedByProvider } from '../credential-trial.port.ts';
import { organizationsProjection } from '../organizations.projection.ts';
import type { VerifyCredential } from '../verify-credential/verify-credential.command.ts';
import { VerifyCredentialHandler } from '../verify-credential/verify-credential.handler.ts';
import { CredentialCare } from './credential-care.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const accepted: AcceptedByProvider = {
  ...{ ok: true, account: acme.ann.account, identity: 'ann@example.org', workspace: { id: 'w1', slug: 'acme' } },
  ...{ scopes: acme.ann.scopes, problems: [], membership: acme.ann.membership, repositoriesNotSeen: null },
  requests: { own: {}, primary: {} },
};

describe('what is done for credentials every day', () => {
  let bench: Bench;
  let readModels: ReadModels;
  let secrets: DirectorySecretStore;
  let trial: ScriptedTrial;
  let organizationId: string;
  let troubles: string[];
  let [ann, bob] = [acme.ann, acme.bob];

  beforeAll(async () => {
    bench = await openBench(organizationEvents);
    const { eventStore, directory } = bench;
    secrets = new DirectorySecretStore(join(directory, 'secrets'), await InstallationKey.generate());
    readModels = new ReadModels({ directory: join(directory, 'read-models'), projections: [organizationsProjection], eventStore });
    await readModels.start();
  });

  afterAll(async () => {
    await readModels.close();
    await bench[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    organizationId = bench.newId();
    trial = new ScriptedTrial();
    trial.says(accepted);
    troubles = [];
    [ann, bob] = [
      { ...acme.ann, credentialId: bench.newId() },
      { ...acme.bob, credentialId: bench.newId() },
    ];
    for (const { credentialId } of [ann, bob]) await secrets.put(credentialId, { kind: 'access_token', token: credentialId });
    await happened({ ...connected, data: { ...connected.data, organizationId, primary: ann } });
  });

  const ours = <E extends { readonly data: object }>(event: E): E => ({ ...event, data: { ...event.data, organizationId } });
  const stream = () => organizationStream(organizationId);
  const news = async () => (await bench.stored(stream())).slice(1);

  async function happened(...events: Parameters<Bench['store']>[1][]): Promise<void> {
    await bench.store(stream(), ...events);
    await caughtUp();
  }

  async function caughtUp(): Promise<void> {
    await readModels.waitFor(await readModels.lastStored());
  }

  function care(): CredentialCare {
    const verify = new VerifyCredentialHandler(bench.repository, trial, secrets);
    const announce = new AnnounceExpiryHandler(bench.repository);
    const execute = (command: AnnounceExpiry | VerifyCredential) =>
      command instanceof AnnounceExpiry ? announce.execute(command) : verify.execute(command);
    return new CredentialCare(readModels, { execute } as unknown as CommandBus, secrets, bench.clock);
  }

  async function round(one = care()): Promise<void> {
    await one.round((credentialId, error) => troubles.push(`${credentialId}: ${String(error)}`));
    await caughtUp();
  }

  /** The others are from earlier tests; they are not looked after any more. */
  async function leaveTheOthers(): Promise<void> {
    await happened(ours(disconnected));
  }

  it('is nothing before a day is nearly over', async () => {
    bench.passTime(22 * HOUR);
    await round();
    expect(await news()).toEqual([]);
    await leaveTheOthers();
  });

  it('tries each credential again, once a day', async () => {
    await happened(ours(added(bob)));
    bench.passTime(DAY);
    await round();
    await round();
    expect((await news()).slice(1)).toEqual([
      ours(verified({ ...ann, ...findingsOf(accepted, null) })),
      ours(verified({ ...bob, ...findingsOf(accepted, null) })),
    ]);
    bench.passTime(DAY);
    await round();
    expect(await news()).toHaveLength(5);
    expect(trial.tried).toHaveLength(4);
    await leaveTheOthers();
  });

  it('records one trial when two processes look after the same credential at once', async () => {
    bench.passTime(DAY);
    await Promise.all([round(), round()]);
    await round();
    expect(await news()).toHaveLength(1);
    await leaveTheOthers();
  });

  it('records each day that a credential still fails', async () => {
    trial.says({ ok: false, refusal, missing: [], granted: [], requests: accepted.requests });
    for (const _ of [1, 2]) {
      bench.passTime(DAY);
      await round();
    }
    expect(await news()).toEqual([ours(failed(ann)), ours(failed(ann))]);
    await leaveTheOthers();
  });

  it('tries in the next round what could not be tried in this one', async () => {
    bench.passTime(DAY);
    trial.says(new Error('no answer'));
    await round();
    expect([await news(), troubles]).toEqual([[], [`${ann.credentialId}: Error: no answer`]]);
    trial.says(accepted);
    await round();
    expect(await news()).toHaveLength(1);
    await leaveTheOthers();
  });

  it('announces its end 30, 7 and 1 days before, once each, and anew for a new secret', async () => {
    const expiring = (days: number) => ({ ...ann, expiresAt: new Date(bench.clock().getTime() + days * DAY).toISOString() });
    const soon = expiring(31);
    await happened(ours(rotated(soon)));
    const announcements = async () => (await news()).filter(({ type }) => type === 'CredentialExpiryAnnounced');
    for (let day = 0; day < 33; day += 1) {
      await round();
      await round();
      bench.passTime(DAY);
    }
    expect(await announcements()).toEqual([30, 7, 1].map((days) => ours(announced(soon, days as 30 | 7 | 1))));
    const next = expiring(5);
    await happened(ours(rotated(next)));
    await round();
    expect((await announcements()).slice(3)).toEqual([ours(announced(next, 7))]);
    await leaveTheOthers();
  });

  it('destroys what a crash left of the secret of a removed credential, and no other', async () => {
    const other = bench.newId();
    const gone = { ...bob, credentialId: bench.newId() };
    for (const id of [other, gone.credentialId]) await secrets.put(id, { kind: 'access_token', token: id });
    await happened(ours(added(gone)), ours(removed(gone)));
    await round();
    expect([await secrets.has(gone.credentialId), await secrets.has(other)]).toEqual([false, true]);
    await leaveTheOthers();
  });
});
