import { describe, expect, it } from '@jest/globals';
import { readFsck } from './fsck-report.ts';

const oid = 'a'.repeat(40);
const oddity = `error in commit ${oid}: missingSpaceBeforeDate: invalid author/committer line - missing space before date`;

describe('the report of git fsck', () => {
  it('is clean with exit code 0, and may tell oddities', () => {
    expect(readFsck(0, '')).toEqual({ peculiarities: [] });
    const warning = `warning in tree ${oid}: zeroPaddedFilemode: contains zero-padded file modes`;
    expect(readFsck(0, `${warning}\n`)).toEqual({ peculiarities: [warning] });
  });

  it('is clean when oddities are all that it tells', () => {
    expect(readFsck(1, `${oddity}\nnotice: HEAD points to an unborn branch (main)\n`)).toEqual({ peculiarities: [oddity] });
  });

  it.each([
    ['damage beside an oddity', 1, `${oddity}\nerror: ${oid}: object corrupt or missing`],
    ['another bit of the exit code', 3, oddity],
    ['nothing at all', 1, ''],
    ['something missing', 2, `missing blob ${oid}`],
  ])('is bad with %s', (_what, exitCode, output) => {
    expect(readFsck(exitCode, output)).toBeNull();
  });
});
