import { describe, expect, it } from '@jest/globals';
import { readableStderr } from './readable-stderr.ts';

const remote = { url: 'https://bitbucket.org/acme/web.git', username: 'x-token-auth', password: 's/cr+t' };

describe('what git said', () => {
  it('is kept without progress', () => {
    const said =
      'remote: Counting objects:  11% (1/9)\rremote: Counting objects: 100% (9/9), done.\nReceiving objects: 3, done.\nfatal: early EOF\n';
    expect(readableStderr(said)).toBe('fatal: early EOF');
  });

  it('is kept without progress that has no end in sight, but with every error', () => {
    const said = 'Checking connectivity: 12\rChecking connectivity: 13, done.\nerror: could not read 12\nfatal: exit: 5\n';
    expect(readableStderr(said)).toBe('error: could not read 12\nfatal: exit: 5');
  });

  it('is kept without the credential, in any form', () => {
    const encoded = Buffer.from('x-token-auth:s/cr+t').toString('base64');
    const said = `a s/cr+t b s%2Fcr%2Bt c ${encoded} d https://someone:else@bitbucket.org/x e`;
    expect(readableStderr(said, remote)).toBe('a *** b *** c *** d https://***@bitbucket.org/x e');
  });
});
