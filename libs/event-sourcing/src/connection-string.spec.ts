import { describe, expect, it, jest } from '@jest/globals';
import { ConnectionStringError, readConnectionString } from './connection-string.ts';

function refusal(text: string): Error {
  try {
    readConnectionString(text);
  } catch (error) {
    if (error instanceof ConnectionStringError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a connection string', () => {
  it('says where the nodes are and what vouches for them', () => {
    expect(readConnectionString('esdb://me:p%40ss@a.example:2113,b.example:2114?tls=true&tlsCAFile=certs%2Fca.crt')).toEqual({
      hosts: [
        { address: 'a.example', port: 2113 },
        { address: 'b.example', port: 2114 },
      ],
      isSecure: true,
      files: ['certs/ca.crt'],
      authorityFile: 'certs/ca.crt',
    });
  });

  it('is secure unless it says otherwise', () => {
    expect(readConnectionString('esdb+discover://cluster.example').isSecure).toBe(true);
    expect(readConnectionString('esdb://127.0.0.1:2113?tls=false').isSecure).toBe(false);
  });

  it.each([
    ['http://a.example', 'begins with esdb://'],
    ['esdb://', 'cannot be read'],
    ['esdb://a.example:port', 'cannot be read'],
    ['esdb://a.example?tls=perhaps', 'cannot be read'],
    ['esdb://a.example?tls', 'cannot be read'],
    ['esdb://hunter2@a.example', 'user:password@'],
    ['esdb://me:hunter2:hunter2@a.example', '%3A'],
    ['esdb://me:hunter2@hunter2@a.example', '%40'],
    ['esdb://me:%hunter2@a.example', 'cannot be read'],
    ['esdb://me:hunter2@a.example?tls=false', 'they would not be sent'],
    ['esdb://me:hunter2@a.example?tlsVerifyCert=false', 'tlsCAFile'],
    ['esdb://me:hunter2@a.example?tls=true&hunter2=1', 'number 2'],
    ['esdb://me:hunter?2@a.example', 'number 1'],
  ])('is refused with what is wrong, without repeating it or printing anything: %s', (text, expected) => {
    const warn = jest.spyOn(console, 'warn');
    const { message, stack } = refusal(text);
    expect(message).toContain(expected);
    expect(`${message} ${stack?.replaceAll(/\n.*/g, '')}`).not.toMatch(/hunter/);
    expect(warn).not.toHaveBeenCalled();
  });
});
