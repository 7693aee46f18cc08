import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CredentialCare } from '@holdfast/organizations';
import { Logger } from '@nestjs/common';
import { CredentialCareTimer } from './credential-care.timer.ts';

type Round = CredentialCare['round'];

describe('The timer of the care for credentials', () => {
  let rounds: number;
  let next: Round;
  let said: string[];
  let timer: CredentialCareTimer;

  beforeEach(() => {
    jest.useFakeTimers();
    [rounds, said] = [0, []];
    next = () => Promise.resolve();
    const round: Round = (onTrouble) => {
      rounds += 1;
      return next(onTrouble);
    };
    timer = new CredentialCareTimer({ round } as CredentialCare);
    Logger.overrideLogger({ log: () => undefined, error: () => undefined, warn: (message: string) => said.push(message) });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins within ten minutes, goes on every ten minutes, and stops with the process', async () => {
    timer.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(10 * 60_000);
    expect(rounds).toBe(1);
    await jest.advanceTimersByTimeAsync(20 * 60_000);
    expect(rounds).toBe(3);
    await timer.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(60 * 60_000);
    expect(rounds).toBe(3);
  });

  it('begins no round while one is going on, and waits for it at the end', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    next = () => promise;
    const both = [timer.round(), timer.round()];
    expect(rounds).toBe(1);
    let isOver = false;
    const shutdown = timer.beforeApplicationShutdown().then(() => (isOver = true));
    await Promise.resolve();
    expect(isOver).toBe(false);
    resolve(undefined);
    await Promise.all([...both, shutdown]);
    await timer.round();
    expect(rounds).toBe(2);
  });

  it('says what has to wait, and goes on', async () => {
    next = (onTrouble) => {
      onTrouble('c-ann', new Error('no answer'));
      return Promise.reject(new Error('the read models are closed'));
    };
    await timer.round();
    expect(said).toEqual([
      'credential c-ann is looked after later: no answer',
      'credentials are looked after later: the read models are closed',
    ]);
    next = () => Promise.resolve();
    await expect(timer.round()).resolves.toBeUndefined();
  });
});
