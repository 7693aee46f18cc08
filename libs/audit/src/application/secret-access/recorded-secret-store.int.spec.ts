import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventStore, EventStoreUnavailableError } from '@holdfast/event-sourcing';
import { openBench, type Bench } from '@holdfast/http/testing';
import { DirectorySecretStore, InstallationKey, type SecretAccess, type SecretStore } from '@holdfast/secrets';
import { RecordedSecretStore } from './recorded-secret-store.ts';

const forTask = (runId: string, taskId: string): SecretAccess => ({
  ...{ actor: 'worker:w1', reason: 'CAPTURE', organizationId: 'o1' },
  ...{ runId, taskId, correlationId: runId, causationId: taskId },
});

let bench: Bench;
let plain: SecretStore;

beforeAll(async () => {
  bench = await openBench();
  plain = new DirectorySecretStore(join(bench.directory, 'secrets'), await InstallationKey.generate());
  for (const id of ['c1', 'c2', 'c3']) await plain.put(id, { token: `secret of ${id}` });
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

async function openingsOf(credentialId: string) {
  const events = await bench.eventStore.readAll(undefined, 5_000);
  return events.filter(
    ({ type, data }) => type === 'CredentialSecretOpened' && (data as { credentialId: string }).credentialId === credentialId,
  );
}

describe('opening a secret', () => {
  it('is recorded with who and why, and opens it', async () => {
    const secrets = new RecordedSecretStore(plain, bench.eventStore, bench.clock);
    expect((await secrets.get('c1', forTask('r1', 't1'))).reveal()).toEqual({ token: 'secret of c1' });
    const [opening] = await openingsOf('c1');
    expect(opening).toMatchObject({
      metadata: { actor: 'worker:w1', at: bench.clock().toISOString(), $correlationId: 'r1', $causationId: 't1' },
      data: { credentialId: 'c1', reason: 'CAPTURE', organizationId: 'o1', runId: 'r1', taskId: 't1' },
    });
    expect(JSON.stringify(opening?.data)).not.toContain('secret of');
  });

  it('is recorded once for all tasks of a run, also after a restart, and again for another run or another worker', async () => {
    const open = async (access: SecretAccess) => new RecordedSecretStore(plain, bench.eventStore, bench.clock).get('c2', access);
    for (const taskId of ['t1', 't2', 't3']) await open(forTask('r1', taskId));
    expect(await openingsOf('c2')).toHaveLength(1);
    await open(forTask('r2', 't4'));
    await open({ ...forTask('r1', 't5'), actor: 'worker:w2' });
    expect(await openingsOf('c2')).toHaveLength(3);
  });

  it('fails while it cannot be recorded', async () => {
    const unreachable = new EventStore('esdb://127.0.0.1:9?tls=false', { answerWithin: 100 });
    const secrets = new RecordedSecretStore(plain, unreachable, bench.clock);
    await expect(secrets.get('c3', forTask('r1', 't1'))).rejects.toBeInstanceOf(EventStoreUnavailableError);
    await unreachable.close();
  });
});
