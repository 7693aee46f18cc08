import type { Decider } from '@holdfast/event-sourcing';
import { repositoryEvents, type RepositoryEvent, type SnapshotFoundCorrupt, type SnapshotStored } from '../contracts/repository.events.ts';
import type { RepositoryReference } from '../contracts/task.events.ts';

export type RepositoryState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'known';
      readonly organizationId: string;
      readonly repository: RepositoryReference;
      readonly lastSnapshot: SnapshotStored['data'] | null;
      /** Snapshots that were found corrupt since the last one was stored. */
      readonly foundCorrupt: readonly string[];
    };

export type RepositoryCommand =
  | { readonly type: 'NoteRepository'; readonly organizationId: string; readonly repository: RepositoryReference }
  | { readonly type: 'StoreSnapshot'; readonly snapshot: SnapshotStored['data'] }
  | { readonly type: 'RecordCorruption'; readonly found: SnapshotFoundCorrupt['data'] };

/** A repository of the provider over the years. Its last snapshot opens a new book. */
export const repository: Decider<RepositoryState, RepositoryCommand, RepositoryEvent> = {
  initialState: { status: 'unknown' },

  decide(command, state) {
    switch (command.type) {
      case 'NoteRepository':
        return note(command, state);
      case 'StoreSnapshot': {
        const { snapshot } = command;
        const stored = state.status === 'known' && state.lastSnapshot?.snapshotId === snapshot.snapshotId;
        return stored ? [] : [{ type: 'SnapshotStored', data: snapshot }];
      }
      case 'RecordCorruption': {
        const { found } = command;
        const isKnown = state.status === 'known' && state.foundCorrupt.includes(found.snapshotId);
        return isKnown ? [] : [{ type: 'SnapshotFoundCorrupt', data: found }];
      }
    }
  },

  evolve(state, event) {
    const { lastSnapshot, foundCorrupt } = state.status === 'known' ? state : nothingStored;
    const { organizationId } = event.data;
    switch (event.type) {
      case 'RepositoryDiscovered':
      case 'RepositoryRenamed':
        return { status: 'known', organizationId, repository: event.data.repository, lastSnapshot, foundCorrupt };
      case 'SnapshotStored':
        return { status: 'known', organizationId, repository: event.data.repository, lastSnapshot: event.data, foundCorrupt: [] };
      case 'SnapshotFoundCorrupt':
        return state.status === 'known' ? { ...state, foundCorrupt: [...foundCorrupt, event.data.snapshotId] } : state;
      default:
        return event satisfies never;
    }
  },

  events: repositoryEvents,
  // Planning notes only what the read models do not show, which is mostly new.
  comesFirst: ({ type }) => type === 'NoteRepository',
  opensBooks: (event) => event.type === 'SnapshotStored',
};

const nothingStored = { lastSnapshot: null, foundCorrupt: [] };

function note(command: RepositoryCommand & { readonly type: 'NoteRepository' }, state: RepositoryState): readonly RepositoryEvent[] {
  const { organizationId, repository: seen } = command;
  const discovered: RepositoryEvent = { type: 'RepositoryDiscovered', data: { organizationId, repository: seen } };
  if (state.status === 'unknown' || state.organizationId !== organizationId) return [discovered];
  const { fullName: formerFullName, name } = state.repository;
  if (formerFullName === seen.fullName && name === seen.name) return [];
  return [{ type: 'RepositoryRenamed', data: { organizationId, repository: seen, formerFullName } }];
}
