import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { byName, openWorkshop, type Workshop } from './testing/workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

const weirdNames = [
  'refs/heads/-rf',
  'refs/heads/--upload-pack=touch',
  'refs/heads/ünïcode/☂',
  'refs/heads/a\u00a0b',
  'refs/heads/"quoted"',
  "refs/heads/$(touch)';&|",
  'refs/heads/refs/heads/main',
  'refs/notes/commits',
  'refs/pull-requests/7/from',
];

describe('the refs of a remote', () => {
  it('are listed with HEAD, and annotated tags once, with the hash of the tag', async () => {
    const commit = shop.upstream.commit('refs/heads/main', { a: '1' });
    const tag = shop.upstream.tag('v1', commit);
    const nested = shop.upstream.tag('v1-signed', tag);
    const blob = shop.upstream.blob('key');
    shop.upstream.git(['update-ref', 'refs/tags/key', blob]);
    const { refs, head, requests } = await shop.git.lsRemote(shop.server.remote());
    expect(byName(refs)).toEqual({
      'refs/heads/main': commit,
      'refs/tags/key': blob,
      'refs/tags/v1': tag,
      'refs/tags/v1-signed': nested,
    });
    expect(head).toBe('refs/heads/main');
    expect(requests).toBe(shop.server.arrivals.length);
    expect(requests).toBe(2);
  });

  it('are none in an empty repository, and HEAD names nothing that exists', async () => {
    expect(await shop.git.lsRemote(shop.server.remote())).toMatchObject({ refs: [], head: null });
  });

  it('are listed without HEAD when it names a branch that does not exist', async () => {
    shop.upstream.commit('refs/heads/other');
    expect(await shop.git.lsRemote(shop.server.remote())).toMatchObject({ refs: [{ name: 'refs/heads/other' }], head: null });
  });

  it('may have any name that git allows', async () => {
    const commit = shop.upstream.commit('refs/heads/main');
    for (const name of weirdNames) shop.upstream.git(['update-ref', '--', name, commit]);
    const { refs } = await shop.git.lsRemote(shop.server.remote());
    expect(byName(refs)).toEqual(shop.upstream.refs());
    expect(Object.keys(byName(refs))).toEqual(expect.arrayContaining(weirdNames));
  });
});

describe('a mirror', () => {
  it('has every ref of the remote after a fetch, with the first request signed in already', async () => {
    const commit = shop.upstream.commit('refs/heads/main', { 'deep/file': 'text' });
    shop.upstream.tag('v1', shop.upstream.tag('v0', commit));
    shop.upstream.git(['update-ref', 'refs/tags/key', shop.upstream.blob('key')]);
    for (const name of weirdNames) shop.upstream.git(['update-ref', '--', name, commit]);
    const { requests } = await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual(shop.upstream.refs());
    expect(requests).toBe(shop.server.arrivals.length);
    expect(shop.server.arrivals.every(({ authorization }) => authorization !== undefined)).toBe(true);
  });

  it('of an empty repository is empty', async () => {
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    expect(await shop.git.listRefs(shop.mirror)).toEqual([]);
    expect(await shop.git.headOf(shop.mirror)).toBe('refs/heads/main');
  });

  it('keeps the commits that a force-push left behind', async () => {
    const old = shop.upstream.commit('refs/heads/main', { a: '1' });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    const rewritten = shop.upstream.commit('refs/heads/main', { a: '2' });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual({ 'refs/heads/main': rewritten });
    expect(await shop.git.isConnected(shop.mirror, [old, rewritten])).toBe(true);
  });

  it('keeps branches and tags that were deleted upstream, and moves tags that were moved', async () => {
    const first = shop.upstream.commit('refs/heads/main', { a: '1' });
    shop.upstream.git(['update-ref', 'refs/heads/gone', first]);
    shop.upstream.git(['update-ref', 'refs/tags/moved', first]);
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    shop.upstream.git(['update-ref', '-d', 'refs/heads/gone']);
    const second = shop.upstream.commit('refs/heads/main', { a: '2' }, [first]);
    shop.upstream.git(['update-ref', 'refs/tags/moved', second]);
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual({
      'refs/heads/gone': first,
      'refs/heads/main': second,
      'refs/tags/moved': second,
    });
  });

  it('moves a branch aside that was deleted upstream and now is a folder, and the other way round', async () => {
    const first = shop.upstream.commit('refs/heads/topic', { a: '1' });
    const nested = shop.upstream.commit('refs/heads/folder/inner', { a: '2' });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    shop.upstream.git(['update-ref', '-d', 'refs/heads/topic']);
    shop.upstream.git(['update-ref', '-d', 'refs/heads/folder/inner']);
    const second = shop.upstream.commit('refs/heads/topic/one', { a: '3' });
    const third = shop.upstream.commit('refs/heads/folder', { a: '4' });
    shop.server.arrivals.length = 0;
    const { requests } = await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual({
      'refs/heads/topic/one': second,
      'refs/heads/folder': third,
      [`refs/holdfast/displaced/${first}`]: first,
      [`refs/holdfast/displaced/${nested}`]: nested,
    });
    expect(requests).toBe(shop.server.arrivals.length);
  });

  it('takes a thousand refs', async () => {
    const commit = shop.upstream.commit('refs/heads/main', { a: '1' });
    const input = Array.from({ length: 1_000 }, (_, index) => `create refs/heads/team/${index} ${commit}\n`).join('');
    shop.upstream.git(['update-ref', '--stdin'], input);
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual(shop.upstream.refs());
  });

  it('is fetched into again after a git was killed in it', async () => {
    shop.upstream.commit('refs/heads/main', { a: '1' });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    const leftovers = ['HEAD.lock', 'refs/heads/main.lock', 'refs/heads/empty', 'objects/pack/tmp_pack_x'];
    for (const name of leftovers) await writeFile(`${shop.mirror}/${name}`, '');
    const commit = shop.upstream.commit('refs/heads/main', { a: '2' });
    await expect(shop.git.fetchMirror(shop.mirror, shop.server.remote())).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect((await shop.git.removeLeftovers(shop.mirror)).sort()).toEqual([...leftovers].sort());
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual({ 'refs/heads/main': commit });
  });

  it('is whole when it is initialized again', async () => {
    shop.upstream.commit('refs/heads/main', { a: '1' });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    await shop.git.initBare(shop.mirror);
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual(shop.upstream.refs());
  });
});

describe('refs', () => {
  it('are written all at once, with HEAD', async () => {
    const commit = shop.upstream.commit('refs/heads/main', { a: '1' });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    const refs = weirdNames.map((name) => ({ name, oid: commit }));
    await shop.git.updateRefs(shop.mirror, refs, 'refs/heads/ünïcode/☂');
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual({ ...byName(refs), 'refs/heads/main': commit });
    expect(await shop.git.headOf(shop.mirror)).toBe('refs/heads/ünïcode/☂');
  });

  it('are not written at all when one points to nothing', async () => {
    const commit = shop.upstream.commit('refs/heads/main', { a: '1' });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    const refs = [
      { name: 'refs/heads/good', oid: commit },
      { name: 'refs/heads/bad', oid: '1'.repeat(40) },
    ];
    await expect(shop.git.updateRefs(shop.mirror, refs, null)).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect(byName(await shop.git.listRefs(shop.mirror))).toEqual({ 'refs/heads/main': commit });
  });

  it('are not listed when one cannot be read', async () => {
    shop.upstream.commit('refs/heads/main', { a: '1' });
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    await writeFile(`${shop.mirror}/refs/heads/broken`, 'nonsense');
    await expect(shop.git.listRefs(shop.mirror)).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  it('leave HEAD a commit where it is one', async () => {
    const commit = shop.upstream.commit('refs/heads/main', { a: '1' });
    shop.upstream.git(['update-ref', '--no-deref', 'HEAD', commit]);
    expect(await shop.git.headOf(shop.upstream.dir)).toBeNull();
    expect(await shop.git.lsRemote(shop.server.remote())).toMatchObject({ head: null });
  });
});
