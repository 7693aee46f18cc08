import type { SnapshotManifest } from '../snapshot-manifest.ts';

/** The manifest of an empty repository, and what a test wants otherwise. */
export const aManifest = (otherwise: Partial<SnapshotManifest> = {}): SnapshotManifest => ({
  formatVersion: 1,
  snapshotId: '0195f1c2-7d7a-7c3e-9a53-0242ac120002',
  repository: { id: '{2f1b}', workspace: 'acme', name: 'Web Shop', fullName: 'acme/web-shop', slug: 'web-shop' },
  takenAt: '2026-03-01T12:30:45.678Z',
  git: { head: 'refs/heads/main', refs: [], bundles: [], lfs: [] },
  metadata: [],
  notCaptured: [],
  ...otherwise,
});
