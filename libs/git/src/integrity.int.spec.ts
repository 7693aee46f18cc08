import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { openWorkshop, type Workshop } from './testing/workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

function looseFile(oid: string): string {
  return `${shop.upstream.dir}/objects/${oid.slice(0, 2)}/${oid.slice(2)}`;
}

describe('a check of every object', () => {
  it('finds nothing in a whole repository', async () => {
    shop.upstream.commit('refs/heads/main', { a: '1' });
    expect(await shop.git.fsck(shop.upstream.dir)).toEqual({ peculiarities: [] });
  });

  it('finds a missing file', async () => {
    const blob = shop.upstream.blob('text');
    const tree = shop.upstream.git(['mktree'], `100644 blob ${blob}\tfile\n`);
    const commit = shop.upstream.git(['commit-tree', '-m', 'x', tree]);
    shop.upstream.git(['update-ref', 'refs/heads/main', commit]);
    await rm(looseFile(blob));
    await expect(shop.git.fsck(shop.upstream.dir)).rejects.toMatchObject({ code: 'GIT_CORRUPT' });
    expect(await shop.git.isConnected(shop.upstream.dir, [commit])).toBe(false);
    expect(await shop.git.missingObjects(shop.upstream.dir, [commit, blob])).toEqual([blob]);
  });

  it('finds a file whose content was changed', async () => {
    const blob = shop.upstream.blob('text');
    const other = shop.upstream.blob('tampered');
    shop.upstream.git(['update-ref', 'refs/tags/file', blob]);
    await chmod(looseFile(blob), 0o644);
    await writeFile(looseFile(blob), await readFile(looseFile(other)));
    await expect(shop.git.fsck(shop.upstream.dir)).rejects.toMatchObject({ code: 'GIT_CORRUPT' });
  });

  it('lets old oddities pass, and a mirror captures them as they are', async () => {
    const tree = shop.upstream.git(['mktree'], '');
    const odd = `tree ${tree}\nauthor Jo <jo@acme.example>1700000000 +0000\ncommitter Jo <jo@acme.example> 1700000000 +0000\n\nold\n`;
    const commit = shop.upstream.git(['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], odd);
    shop.upstream.git(['update-ref', 'refs/heads/main', commit]);
    await shop.git.fetchMirror(shop.mirror, shop.server.remote());
    const { peculiarities } = await shop.git.fsck(shop.mirror);
    expect(peculiarities).toEqual([expect.stringContaining(`${commit}: missingSpaceBeforeDate`)]);
    expect(await shop.git.isConnected(shop.mirror, [commit])).toBe(true);
  });
});

describe('the use of Git LFS', () => {
  it('is seen in a .gitattributes of any folder of any ref', async () => {
    const { upstream, git } = shop;
    const main = upstream.commit('refs/heads/main', { 'a.txt': 'x', '.gitattributes': '*.sh text eol=lf\n# *.bin filter=lfs\n' });
    expect(await git.usesLfs(upstream.dir)).toBe(false);
    upstream.commit('refs/heads/assets', { 'deep/er/.gitattributes': '"a#b" filter=lfs diff=lfs merge=lfs -text\n' }, [main]);
    expect(await git.usesLfs(upstream.dir)).toBe(true);
  });

  it('is seen when another file of the same content comes first', async () => {
    const text = '*.bin filter=lfs\n';
    shop.upstream.commit('refs/heads/main', { '!template': text, 'z/.gitattributes': text });
    expect(await shop.git.usesLfs(shop.upstream.dir)).toBe(true);
  });

  it('is seen at a tag of a tag, and not disturbed by a tag of a file', async () => {
    const { upstream, git } = shop;
    upstream.git(['update-ref', 'refs/tags/key', upstream.blob('* filter=lfs\n')]);
    expect(await git.usesLfs(upstream.dir)).toBe(false);
    const commit = upstream.commit('refs/heads/gone', { '.gitattributes': '*.bin filter=lfs\n' });
    upstream.tag('nested', upstream.tag('v1', commit));
    upstream.git(['update-ref', '-d', 'refs/heads/gone']);
    upstream.git(['update-ref', '-d', 'refs/tags/v1']);
    expect(await git.usesLfs(upstream.dir)).toBe(true);
  });

  it('is not seen in an empty repository', async () => {
    expect(await shop.git.usesLfs(shop.upstream.dir)).toBe(false);
  });
});
