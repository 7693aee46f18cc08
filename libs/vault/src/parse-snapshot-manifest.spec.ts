import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.ts';
import { parseSnapshotManifest } from './parse-snapshot-manifest.ts';
import type { GitCapture } from './snapshot-manifest.ts';
import { aManifest } from './testing/a-manifest.ts';

const OID = 'a'.repeat(40);
const object = { sha256: 'b'.repeat(64), bytes: 10 };
const git: GitCapture = {
  head: 'refs/heads/main',
  refs: [{ name: 'refs/heads/main', oid: OID }],
  bundles: [
    {
      object,
      heads: [
        { name: 'refs/heads/main', oid: OID },
        { name: 'HEAD', oid: OID },
      ],
      prerequisites: [],
    },
    { object, heads: [], prerequisites: [OID] },
  ],
  lfs: [object],
};
const full = aManifest({
  git,
  metadata: [{ kind: 'pull-requests', object, items: 3 }],
  notCaptured: [{ what: 'downloads', why: 'the token has no right to read them' }],
});

const parse = (manifest: unknown): unknown => parseSnapshotManifest(JSON.stringify(manifest));

describe('parseSnapshotManifest', () => {
  it.each([
    ['a full one', full],
    ['one of an empty repository', aManifest()],
    ['one without git', aManifest({ git: null })],
    ['one of a repository with SHA-256 object ids', aManifest({ git: { ...git, refs: [{ name: 'refs/tags/v1', oid: 'c'.repeat(64) }] } })],
    ['one whose HEAD is detached', aManifest({ git: { ...git, head: null } })],
  ])('reads %s, and loses nothing', (_which, manifest) => {
    expect(parseSnapshotManifest(canonicalJson(manifest))).toEqual(manifest);
  });

  it('says that a later Holdfast wrote it, whatever else is in it', () => {
    expect(() => parse({ formatVersion: 2, something: 'new' })).toThrow(
      expect.objectContaining({
        code: 'MANIFEST_VERSION_UNKNOWN',
        message: 'The manifest has format version 2; this Holdfast reads version 1.',
      }),
    );
  });

  it.each([
    ['', 'the content is not JSON', '{"formatVersion":1'],
    ['', 'the content is not an object', '[]'],
    ['', 'is not an object', 'null'],
  ])('refuses what is no manifest at all (%s %s)', (path, why, json) => {
    expect(() => parseSnapshotManifest(json)).toThrow(
      expect.objectContaining({ code: 'MANIFEST_INVALID', path, message: expect.stringContaining(why) }),
    );
  });

  it.each<[path: string, why: string, manifest: unknown]>([
    ['formatVersion', 'is missing', { ...full, formatVersion: undefined }],
    ['formatVersion', 'is not 1', { ...full, formatVersion: '1' }],
    ['snapshotId', 'is missing', { ...full, snapshotId: undefined }],
    ['snapshotId', 'is not a text', { ...full, snapshotId: ' ' }],
    ['takenAt', 'is not a moment', { ...full, takenAt: '2026-03-01 12:30' }],
    ['takenAt', 'is not a moment', { ...full, takenAt: '2026-13-01T12:30:00Z' }],
    ['repository', 'is not an object', { ...full, repository: [] }],
    ['repository.slug', 'is missing', { ...full, repository: { ...full.repository, slug: undefined } }],
    ['repository.owner', 'is not known', { ...full, repository: { ...full.repository, owner: 'ann' } }],
    ['extra', 'is not known', { ...full, extra: 1 }],
    ['git', 'is not an object', { ...full, git: undefined }],
    ['git.head', 'is not the full name', { ...full, git: { ...git, head: 'main' } }],
    ['git.refs', 'is not a list', { ...full, git: { ...git, refs: {} } }],
    ['git.refs', 'names a ref twice', { ...full, git: { ...git, refs: [...git.refs, ...git.refs] } }],
    ['git.refs[0].name', 'is not the full name', { ...full, git: { ...git, refs: [{ name: '--upload-pack=x', oid: OID }] } }],
    ['git.refs[0].name', 'is not the full name', { ...full, git: { ...git, refs: [{ name: 'HEAD', oid: OID }] } }],
    ['git.refs[0].oid', 'is not an object id', { ...full, git: { ...git, refs: [{ name: 'refs/heads/main', oid: 'A'.repeat(40) }] } }],
    ['git.bundles', 'is empty', { ...full, git: { ...git, bundles: [] } }],
    ['git.bundles[0].prerequisites', 'no beginning', { ...full, git: { ...git, bundles: git.bundles.slice(1) } }],
    [
      'git.bundles[1].prerequisites[0]',
      'is not an object id',
      { ...full, git: { ...git, bundles: [git.bundles[0], { ...git.bundles[1], prerequisites: ['x'] }] } },
    ],
    ['git.lfs[0].sha256', 'is not a SHA-256', { ...full, git: { ...git, lfs: [{ sha256: '../..', bytes: 1 }] } }],
    ['git.lfs[0].bytes', 'is not a whole number', { ...full, git: { ...git, lfs: [{ ...object, bytes: -1 }] } }],
    ['metadata[0].items', 'is not a whole number', { ...full, metadata: [{ kind: 'x', object, items: 1.5 }] }],
    [
      'metadata[0].object.bytes',
      'is not a whole number',
      { ...full, metadata: [{ kind: 'x', object: { ...object, bytes: '1' }, items: 1 }] },
    ],
    ['notCaptured[0].why', 'is missing', { ...full, notCaptured: [{ what: 'wiki' }] }],
  ])('refuses one whose %s %s', (path, why, manifest) => {
    expect(() => parse(manifest)).toThrow(
      expect.objectContaining({ code: 'MANIFEST_INVALID', path, message: expect.stringContaining(why) }),
    );
  });

  it('refuses a member with a treacherous name', () => {
    expect(() => parseSnapshotManifest(JSON.stringify(full).replace('{', '{"__proto__":{},'))).toThrow(
      expect.objectContaining({ path: '__proto__' }),
    );
  });
});
