import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ReadModels } from '@holdfast/event-sourcing';
import { openBench } from '@holdfast/http/testing';
import { expect, it } from '@jest/globals';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { lastValueFrom, of } from 'rxjs';
import { OwnWritesInterceptor } from './own-writes.interceptor.ts';

const projection = { name: 'notes', version: 1, streams: ['note-'], schema: 'CREATE TABLE note (text TEXT)', apply: () => undefined };

/** A request of a caller who has not written anything at this gateway. */
const request = {
  switchToHttp: () => ({ getRequest: () => ({ caller: { name: 'administrator' } }) }),
  getHandler: () => request.switchToHttp,
  getClass: () => OwnWritesInterceptor,
};
const answer: CallHandler = { handle: () => of('answered') };

/** Whether a request is answered before the read models of its gateway show what another gateway has just stored. */
async function isAnsweredBefore(isShared: boolean): Promise<boolean> {
  await using bench = await openBench();
  const { eventStore, directory } = bench;
  const readModels = new ReadModels({ directory: join(directory, 'read-models'), projections: [projection], eventStore });
  try {
    await bench.store('note-1', { type: 'NoteWritten', data: { text: 'by the other' } });
    const interceptor = new OwnWritesInterceptor(readModels, new Reflector(), isShared);
    let isAnswered = false;
    const answered = lastValueFrom(interceptor.intercept(request as unknown as ExecutionContext, answer)).then(() => (isAnswered = true));
    await eventStore.ping(); // as long as a question to the store takes
    await nextTurn();
    const isAnsweredBefore = isAnswered;
    await readModels.start();
    await answered;
    return isAnsweredBefore;
  } finally {
    await readModels.close();
  }
}

it('lets a request wait for what another gateway stored, where there may be one', async () => {
  expect(await isAnsweredBefore(true)).toBe(false);
});

it('does not ask the store where there is none', async () => {
  expect(await isAnsweredBefore(false)).toBe(true);
});
