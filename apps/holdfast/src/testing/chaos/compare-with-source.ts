import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compareRefs } from '../compare-refs.ts';
import type { HoldfastApi } from '../holdfast-api.ts';
import { waitUntil } from '../wait-until.ts';
import type { SimulatedBitbucket } from '../workplace.ts';

interface PullRequest {
  readonly id: number;
}

interface Record {
  readonly pullrequest: PullRequest;
  readonly comments: readonly object[];
}

/** Restores the newest snapshot of each repository below `directory`, and answers a sentence for whatever is not as Bitbucket has it. */
export async function differencesFromSource(
  api: HoldfastApi,
  organizationId: string,
  bitbucket: SimulatedBitbucket,
  directory: string,
): Promise<string[]> {
  const differences: string[] = [];
  for (const { id, fullName } of await api.repositories(organizationId)) {
    const [snapshot] = await api.snapshots(id);
    if (!snapshot) {
      differences.push(`${fullName} has no snapshot`);
      continue;
    }
    const path = join(directory, id);
    const restoreId = await api.create('/restores', { snapshotId: snapshot.id, target: { kind: 'directory', path } });
    const restore = await waitUntil(
      () => api.restore(restoreId),
      ({ endedAt }) => endedAt !== null,
    );
    if (restore.status !== 'completed') differences.push(`${fullName} could not be restored: ${restore.reason}`);
    else differences.push(...(await differencesOf(bitbucket, fullName, path)).map((difference) => `${fullName}: ${difference}`));
  }
  return differences;
}

async function differencesOf(bitbucket: SimulatedBitbucket, fullName: string, path: string): Promise<string[]> {
  const { differences } = await compareRefs({ gitUrl: bitbucket.gitUrl, fullName, token: bitbucket.admin.token }, path);
  const restored = await restoredPullRequests(path);
  const wanted = await pullRequestsOf(bitbucket, fullName);
  const missing = wanted.filter((record) => !isDeepStrictEqual(restored.get(record.pullrequest.id), record));
  const foreign = [...restored.keys()].filter((id) => !wanted.some(({ pullrequest }) => pullrequest.id === id));
  return [
    ...differences,
    ...missing.map(({ pullrequest: { id } }) => `pull request ${id} ${restored.has(id) ? 'differs' : 'is missing'}`),
    ...foreign.map((id) => `pull request ${id} is not upstream`),
  ];
}

/** A later line about the same pull request supersedes an earlier one. */
async function restoredPullRequests(path: string): Promise<ReadonlyMap<number, Record>> {
  const text = await readFile(join(path, 'holdfast', 'pullrequests.jsonl'), 'utf8').catch(() => '');
  const records = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record]));
  return new Map(records.map((record) => [record.pullrequest.id, record]));
}

async function pullRequestsOf(bitbucket: SimulatedBitbucket, fullName: string): Promise<Record[]> {
  const base = `${bitbucket.apiUrl}/repositories/${fullName}/pullrequests`;
  const states = ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'].map((state) => `state=${state}`).join('&');
  const records: Record[] = [];
  for (const pullrequest of await everything<PullRequest>(bitbucket, `${base}?${states}&pagelen=50`))
    records.push({ pullrequest, comments: await everything(bitbucket, `${base}/${pullrequest.id}/comments?pagelen=100`) });
  return records;
}

async function everything<T>({ admin }: SimulatedBitbucket, address: string): Promise<T[]> {
  const authorization = `Basic ${Buffer.from(`${admin.email}:${admin.token}`).toString('base64')}`;
  const values: T[] = [];
  for (let next: string | undefined = address; next !== undefined;) {
    const answer = await fetch(next, { headers: { authorization } });
    if (!answer.ok) throw new Error(`${next} answered ${answer.status}`);
    const page = JSON.parse(await answer.text()) as { readonly values: readonly T[]; readonly next?: string };
    values.push(...page.values);
    next = page.next;
  }
  return values;
}
