import { describe, expect, it } from '@jest/globals';
import { given } from '@holdfast/event-sourcing/testing';
import type { RepositoryEvent, SnapshotFoundCorrupt, SnapshotStored } from '../contracts/repository.events.ts';
import { at, organizationId, runId, taskId, web } from '../testing/one-run.ts';
import { repository } from './repository.decider.ts';

const note = (seen = web) => ({ type: 'NoteRepository', organizationId, repository: seen }) as const;
const discovered: RepositoryEvent = { type: 'RepositoryDiscovered', data: { organizationId, repository: web } };
const renamed = { ...web, fullName: 'acme/shop', slug: 'shop', name: 'Shop' };

const snapshot = (snapshotId: string, seen = web): SnapshotStored['data'] => ({
  ...{ snapshotId, organizationId, repository: seen, runId, taskId, takenAt: at(3), manifestDigest: 'abc', refs: 7 },
  ...{ content: ['git'], notCaptured: [], bytes: 42 },
});
const stored = (snapshotId: string, seen = web): SnapshotStored => ({ type: 'SnapshotStored', data: snapshot(snapshotId, seen) });

describe('a repository of the provider', () => {
  it('is discovered when it is first seen', () => {
    given(repository).when(note()).then(discovered);
  });

  it('is no news when it is seen again as it was', () => {
    given(repository, discovered).when(note()).thenNothing();
    given(repository, discovered, stored('s1')).when(note()).thenNothing();
  });

  it('is discovered again when another organization has its workspace, with its snapshots', () => {
    const again: RepositoryEvent = { type: 'RepositoryDiscovered', data: { organizationId: 'acme-again', repository: web } };
    const noteAgain = { ...note(), organizationId: 'acme-again' };
    given(repository, discovered, stored('s1')).when(noteAgain).then(again);
    given(repository, discovered, stored('s1'), again).when(noteAgain).thenNothing();
    expect(given(repository, discovered, stored('s1'), again).state).toMatchObject({ lastSnapshot: { snapshotId: 's1' } });
  });

  it('is the same one under another name, which its address follows', () => {
    given(repository, discovered)
      .when(note(renamed))
      .then({ type: 'RepositoryRenamed', data: { organizationId, repository: renamed, formerFullName: 'acme/web' } });
  });

  it('is renamed also when its address stays', () => {
    const nicer = { ...web, name: 'The Web' };
    given(repository, discovered)
      .when(note(nicer))
      .then({ type: 'RepositoryRenamed', data: { organizationId, repository: nicer, formerFullName: 'acme/web' } });
  });

  it('keeps its last snapshot when it is renamed', () => {
    const rename: RepositoryEvent = {
      type: 'RepositoryRenamed',
      data: { organizationId, repository: renamed, formerFullName: 'acme/web' },
    };
    expect(given(repository, discovered, stored('s1'), rename).state).toEqual({
      ...{ status: 'known', organizationId, repository: renamed, lastSnapshot: snapshot('s1'), foundCorrupt: [] },
    });
  });
});

describe('a snapshot', () => {
  const store = { type: 'StoreSnapshot', snapshot: snapshot('s1') } as const;

  it('is recorded with the digest of its manifest', () => {
    given(repository, discovered).when(store).then(stored('s1'));
    given(repository, discovered, stored('s0')).when(store).then(stored('s1'));
  });

  it('is recorded once, whoever reports it again', () => {
    given(repository, discovered, stored('s1')).when(store).thenNothing();
  });

  it('says all that decisions need of what came before it', () => {
    const history = [discovered, stored('s0'), stored('s1', renamed)];
    expect(history.map((event) => repository.opensBooks?.(event))).toEqual([false, true, true]);
    expect(given(repository, ...history).state).toEqual(given(repository, stored('s1', renamed)).state);
  });
});

describe('a snapshot of which something is damaged in the vault', () => {
  const facts = {
    organizationId,
    repository: web,
    runId,
    taskId,
    object: 'objects/ab/abc.age',
    why: 'a part of it was changed',
    foundAt: at(9),
  };
  const record = (snapshotId: string) => ({ type: 'RecordCorruption', found: { snapshotId, ...facts } }) as const;
  const found = (snapshotId: string): SnapshotFoundCorrupt => ({ type: 'SnapshotFoundCorrupt', data: { snapshotId, ...facts } });

  it('is told of, each by itself', () => {
    given(repository, stored('s1')).when(record('s1')).then(found('s1'));
    given(repository, stored('s1'), found('s1')).when(record('s0')).then(found('s0'));
  });

  it('is told of once, however often a capture begins again', () => {
    given(repository, stored('s1'), found('s1')).when(record('s1')).thenNothing();
  });

  it('remains the last one until there is a new one', () => {
    expect(given(repository, stored('s1'), found('s1')).state).toMatchObject({ lastSnapshot: { snapshotId: 's1' } });
    expect(given(repository, stored('s1'), found('s1'), stored('s2')).state).toMatchObject({
      lastSnapshot: { snapshotId: 's2' },
      foundCorrupt: [],
    });
  });
});
