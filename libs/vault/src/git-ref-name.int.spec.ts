import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isRefName } from './git-ref-name.ts';

const run = promisify(execFile);

const gitTakes = async (name: string): Promise<boolean> =>
  run('git', ['check-ref-format', name]).then(
    () => true,
    () => false,
  );

describe('isRefName', () => {
  it.each([
    'refs/heads/main',
    'refs/tags/v1.0',
    'refs/heads/feature/ä-ö',
    'refs/heads/-x',
    'refs/heads/@',
    'refs/a',
    'refs/',
    'refs',
    'HEAD',
    '',
    'refs/heads/a..b',
    'refs/heads/../../config',
    'refs/heads/.a',
    'refs/heads//a',
    'refs/heads/a.',
    'refs/heads/a/',
    'refs/heads/a.lock',
    'refs/heads/a.lock/b',
    'refs/heads/a.locked',
    'refs/heads/a b',
    'refs/heads/a\nb',
    'refs/heads/a~1',
    'refs/heads/a^',
    'refs/heads/a:b',
    'refs/heads/a?',
    'refs/heads/*',
    'refs/heads/[a',
    'refs/heads/a\\b',
    'refs/heads/a@{1}',
    'refs/heads/a\x7f',
  ])('agrees with git about %j', async (name) => {
    expect(isRefName(name)).toBe(name.startsWith('refs/') && (await gitTakes(name)));
  });

  it('agrees with git about names made of difficult characters', async () => {
    const tail = fc.string({
      unit: fc.constantFrom('a', '.', '/', '-', '@', '{', '~', '^', ':', '?', '*', '[', ']', '\\', ' ', '\t', '.lock', 'ü'),
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(tail, async (end) => {
        expect(isRefName(`refs/${end}`)).toBe(await gitTakes(`refs/${end}`));
      }),
      { numRuns: 60 },
    );
  });
});
