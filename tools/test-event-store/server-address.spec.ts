import { describe, expect, it } from '@jest/globals';
import { takeUrl, whyUnusable } from './server-address.ts';

describe('the arguments', () => {
  it('name a server before, between or after the options of Jest', () => {
    const expected = { url: 'esdb://host', others: ['-t', 'links'] };
    expect(takeUrl(['--url', 'esdb://host', '-t', 'links'])).toEqual(expected);
    expect(takeUrl(['-t', '--url=esdb://host', 'links'])).toEqual(expected);
    expect(takeUrl(['-t', 'links', '--url', 'esdb://host'])).toEqual(expected);
  });

  it('need not name one', () => {
    expect(takeUrl(['-t', 'links'])).toEqual({ url: undefined, others: ['-t', 'links'] });
  });

  it('that end too early name nothing', () => {
    expect(takeUrl(['--url'])).toEqual({ url: '', others: [] });
  });
});

describe('a connection string', () => {
  it.each(['esdb://localhost:2113?tls=false', 'esdb://admin:secret@one:1,two:2', 'esdb+discover://admin:secret@host'])(
    'may be %s',
    (url) => {
      expect(whyUnusable(url)).toBeUndefined();
    },
  );

  it.each([
    '',
    'localhost:2113',
    'http://admin:secret@host',
    'esdb://admin:secret@',
    'esdb://admin:secret@host:port',
    'esdb://a:secret@h?tls=no',
  ])('may not be "%s", and what is said of it gives nothing away', (url) => {
    const problem = whyUnusable(url);
    expect(problem).toMatch(/expected/i);
    expect(problem).not.toContain('secret');
  });

  it('names a file that is there', () => {
    expect(whyUnusable('esdb://admin:secret@host?tlsCAFile=/not/there')).toMatch(/File was not found/);
  });

  it('has no option that the client does not know', () => {
    expect(whyUnusable('esdb://admin:secret@host?tsl=false')).toMatch(/options/);
  });
});
