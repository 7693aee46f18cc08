import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { byName, openWorkshop, type Workshop } from './testing/workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

/** Bundles what is new in the upstream, as one snapshot after another does. */
async function bundle(name: string, held: Record<string, string> = {}): Promise<Awaited<ReturnType<Workshop['git']['createBundle']>>> {
  const refs = Object.keys(shop.upstream.refs());
  return shop.git.createBundle(shop.upstream.dir, shop.path(name), { refs, excluding: Object.values(held) });
}

/** Rebuilds a repository from bundles alone, then points the refs to where they are upstream. */
async function rebuild(...bundles: string[]): Promise<string> {
  const dir = shop.path('rebuilt.git');
  await shop.git.initBare(dir);
  for (const name of bundles) await shop.git.unbundle(dir, shop.path(name));
  const refs = Object.entries(shop.upstream.refs()).map(([ref, oid]) => ({ name: ref, oid }));
  await shop.git.updateRefs(dir, refs, 'refs/heads/main');
  return dir;
}

async function isWhole(dir: string): Promise<boolean> {
  await shop.git.fsck(dir);
  const refs = byName(await shop.git.listRefs(dir));
  expect(refs).toEqual(shop.upstream.refs());
  return shop.git.isConnected(dir, Object.values(refs));
}

describe('a bundle of everything', () => {
  it('rebuilds every ref: branches, tags of tags, tags of a file and of a folder, and any name', async () => {
    const { upstream } = shop;
    const commit = upstream.commit('refs/heads/main', { 'a/b': '1', c: '2' });
    upstream.tag('v1-signed', upstream.tag('v1', commit));
    upstream.git(['update-ref', 'refs/tags/key', upstream.blob('key')]);
    upstream.git(['update-ref', 'refs/tags/folder', upstream.git(['rev-parse', `${commit}:a`])]);
    for (const name of ['-x', 'ünï/☂', 'a\u00a0b\u2028c', '"q"']) upstream.commit(`refs/heads/${name}`, { name }, [commit]);
    const summary = await bundle('full');
    expect(byName(summary!.heads)).toEqual(upstream.refs());
    expect(summary).toMatchObject({ prerequisites: [], bytes: (await stat(shop.path('full'))).size });
    expect(await isWhole(await rebuild('full'))).toBe(true);
  });

  it('does not leave out a branch because another one looks like it', async () => {
    const { upstream } = shop;
    upstream.commit('refs/heads/main', { a: '1' });
    upstream.commit('refs/heads/refs/heads/main', { a: '2' });
    upstream.commit('refs/heads/heads/main', { a: '3' });
    expect(byName((await bundle('full'))!.heads)).toEqual(upstream.refs());
  });

  it('of a thousand refs names them all', async () => {
    const { upstream } = shop;
    const commit = upstream.commit('refs/heads/main', { a: '1' });
    upstream.git(['update-ref', '--stdin'], Array.from({ length: 1_000 }, (_, n) => `create refs/tags/${n} ${commit}\n`).join(''));
    expect((await bundle('full'))?.heads).toHaveLength(1_001);
  });

  it('can be cloned with git alone', async () => {
    const { upstream } = shop;
    const tip = upstream.commit('refs/heads/main', { a: '1' }, [upstream.commit('refs/heads/main', { a: '0' })]);
    await bundle('full');
    upstream.git(['clone', '--quiet', '--bare', '--branch', 'main', shop.path('full'), shop.path('clone.git')]);
    expect(byName(await shop.git.listRefs(shop.path('clone.git')))).toEqual({ 'refs/heads/main': tip });
  });

  it('holds objects as they are, whatever refs/replace/ puts in their place', async () => {
    const { upstream } = shop;
    const root = upstream.commit('refs/heads/main', { a: '1' });
    const tip = upstream.commit('refs/heads/main', { a: '2' }, [root]);
    upstream.git(['replace', '--graft', tip]);
    await bundle('full');
    expect((await bundle('later', { 'refs/heads/main': root }))?.prerequisites).toEqual([root]);
    const dir = await rebuild('full');
    expect(await isWhole(dir)).toBe(true);
    expect(await shop.git.missingObjects(dir, [root])).toEqual([]);
  });

  it('of an empty repository is none, and leaves no file', async () => {
    expect(await bundle('none')).toBeNull();
    expect(existsSync(shop.path('none'))).toBe(false);
  });
});

describe('a bundle of what is new', () => {
  it('is none when nothing is, and leaves no file', async () => {
    const { upstream } = shop;
    const first = upstream.commit('refs/heads/main', { a: '1' });
    const second = upstream.commit('refs/heads/main', { a: '2' }, [first]);
    upstream.tag('v1', first);
    upstream.git(['update-ref', 'refs/tags/key', upstream.blob('key')]);
    const held = upstream.refs();
    expect(await bundle('none', held)).toBeNull();
    upstream.git(['update-ref', 'refs/heads/main', first]);
    upstream.git(['update-ref', 'refs/heads/again', second]);
    expect(await bundle('none', held)).toBeNull();
    expect((await readdir(shop.root)).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it('builds on what was held, over a chain of any length', async () => {
    const { upstream } = shop;
    let tip = upstream.commit('refs/heads/main', { a: 'x'.repeat(50_000) });
    await bundle('0');
    const names = ['0'];
    for (let index = 1; index <= 4; index += 1) {
      const held = upstream.refs();
      const before = tip;
      tip = upstream.commit('refs/heads/main', { [`file${index}`]: `${index}` }, [tip]);
      upstream.tag(`v${index}`, tip);
      const summary = await bundle(`${index}`, held);
      expect(summary?.prerequisites).toEqual([before]);
      expect(summary?.bytes).toBeLessThan(2_000);
      names.push(`${index}`);
    }
    expect(await isWhole(await rebuild(...names))).toBe(true);
  });

  it('is refused without the bundle that it builds on, and changes nothing', async () => {
    const { upstream } = shop;
    const first = upstream.commit('refs/heads/main', { a: '1' });
    const held = upstream.refs();
    const second = upstream.commit('refs/heads/main', { a: '2' }, [first]);
    await bundle('later', held);
    await expect(shop.git.unbundle(shop.mirror, shop.path('later'))).rejects.toMatchObject({ code: 'GIT_PREREQUISITES_MISSING' });
    expect(await shop.git.missingObjects(shop.mirror, [second])).toEqual([second]);
  });

  it('holds a new annotated tag of a commit that is held', async () => {
    const { upstream } = shop;
    const first = upstream.commit('refs/heads/main', { a: '1' });
    const second = upstream.commit('refs/heads/main', { a: '2' }, [first]);
    await bundle('0');
    const held = upstream.refs();
    const old = upstream.tag('old', first);
    const tip = upstream.tag('tip', second);
    const nested = upstream.tag('nested', tip);
    const summary = await bundle('1', held);
    expect(byName(summary!.heads)).toEqual({ 'refs/tags/old': old, 'refs/tags/tip': tip, 'refs/tags/nested': nested });
    expect([...summary!.prerequisites].sort()).toEqual([first, second].sort());
    expect(await isWhole(await rebuild('0', '1'))).toBe(true);
  });

  it('holds what a force-push brought, and the old commits are still in the first', async () => {
    const { upstream } = shop;
    const root = upstream.commit('refs/heads/main', { a: '1' });
    const old = upstream.commit('refs/heads/main', { a: '2' }, [root]);
    await bundle('0');
    const held = upstream.refs();
    upstream.commit('refs/heads/main', { a: '3' }, [root]);
    upstream.commit('refs/heads/orphan', { z: '1' });
    await bundle('1', held);
    const dir = await rebuild('0', '1');
    expect(await isWhole(dir)).toBe(true);
    expect(await shop.git.isConnected(dir, [old])).toBe(true);
  });

  it('is larger rather than wrong when what was held is not there any more', async () => {
    shop.upstream.commit('refs/heads/main', { a: '1' });
    const summary = await bundle('0', { 'refs/heads/main': '1'.repeat(40) });
    expect(summary).toMatchObject({ prerequisites: [] });
    expect(await isWhole(await rebuild('0'))).toBe(true);
  });

  it('may be written to a file and a folder whose names begin with a dash', async () => {
    shop.upstream.commit('refs/heads/main', { a: '1' });
    const before = process.cwd();
    process.chdir(shop.root);
    try {
      await shop.git.initBare('--bare');
      await shop.git.createBundle(shop.upstream.dir, '--all', { refs: ['refs/heads/main'], excluding: [] });
      await shop.git.unbundle('--bare', '--all');
      expect(await shop.git.isConnected('--bare', Object.values(shop.upstream.refs()))).toBe(true);
    } finally {
      process.chdir(before);
    }
  });

  it('fails rather than be incomplete, and leaves no file', async () => {
    const { upstream } = shop;
    const missing = '1'.repeat(40);
    const commit = `tree ${missing}\nauthor Jo <jo@x> 1700000000 +0000\ncommitter Jo <jo@x> 1700000000 +0000\n\nno tree\n`;
    const oid = upstream.git(['hash-object', '-t', 'commit', '-w', '--stdin'], commit);
    await writeFile(`${upstream.dir}/refs/heads/broken`, `${oid}\n`);
    const content = { refs: ['refs/heads/broken'], excluding: [] };
    await expect(shop.git.createBundle(upstream.dir, shop.path('none'), content)).rejects.toMatchObject({ code: 'GIT_FAILED' });
    expect((await readdir(shop.root)).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  it('fails for a ref that does not exist', async () => {
    const content = { refs: ['refs/heads/none'], excluding: [] };
    await expect(shop.git.createBundle(shop.upstream.dir, shop.path('x'), content)).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });
});

describe('a bundle', () => {
  it('tells what is in it', async () => {
    const { upstream } = shop;
    const first = upstream.commit('refs/heads/main', { a: '1' });
    const second = upstream.commit('refs/heads/ünï', { a: '2' }, [first]);
    await bundle('1', { 'refs/heads/main': first });
    expect(await shop.git.readBundle(shop.path('1'))).toEqual({ heads: [{ name: 'refs/heads/ünï', oid: second }], prerequisites: [first] });
  });
});
