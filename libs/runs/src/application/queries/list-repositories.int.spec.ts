import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openBench, readModelsShowing, type Bench, type Stored } from '@holdfast/http/testing';
import { organizationEvents } from '@holdfast/organizations/contracts';
import { repositoryStream } from '../../contracts/repository.events.ts';
import { acmeOn } from '../../testing/acme-accounts.ts';
import { api, web } from '../../testing/one-run.ts';
import { snapshotsProjection } from '../projections/snapshots.projection.ts';
import { ListRepositories } from './runs.query.ts';
import { ListRepositoriesHandler } from './snapshot.handlers.ts';

describe('the repositories of an organization', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openBench(organizationEvents);
  });

  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  const list = (events: readonly Stored[], organizationId: string, limit = 50, cursor = '') =>
    new ListRepositoriesHandler(readModelsShowing([snapshotsProjection], ...events), bench.repository).execute(
      new ListRepositories(organizationId, cursor === '' ? { limit } : { limit, cursor }),
    );
  const discovered = (organizationId: string, repository: typeof web): Stored => [
    repositoryStream(repository.id),
    { type: 'RepositoryDiscovered', data: { organizationId, repository } },
  ];

  it('are its own, page by page', async () => {
    const { organizationId } = await acmeOn(bench);
    const other = { ...web, id: 'r-other' };
    const events = [discovered(organizationId, web), discovered(organizationId, api), discovered('zeta', other)];
    const first = await list(events, organizationId, 1);
    expect(first.items).toEqual([{ id: 'r-api', organizationId, name: 'API', fullName: 'acme/api', snapshots: 0, lastSnapshotAt: null }]);
    const last = await list(events, organizationId, 1, first.nextCursor ?? '');
    expect([last.items.map(({ id }) => id), last.nextCursor]).toEqual([['r-web'], null]);
  });

  it('are none before the first run, and unknown without the organization', async () => {
    const { organizationId } = await acmeOn(bench);
    expect(await list([], organizationId)).toEqual({ items: [], nextCursor: null });
    await expect(list([], bench.newId())).rejects.toMatchObject({ code: 'ORGANIZATION_NOT_FOUND' });
  });
});
