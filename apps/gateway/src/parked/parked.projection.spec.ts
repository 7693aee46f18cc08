import { describe, expect, it } from '@jest/globals';
import type { SagaCommandParked } from '@holdfast/event-sourcing';
import { recorded } from '@holdfast/event-sourcing/testing';
import { readModelsShowing, storedAt, type Stored } from '@holdfast/http/testing';
import { parkedProjection } from './parked.projection.ts';
import { ListParked } from './parked.queries.ts';
import { GetParkedHandler, ListParkedHandler } from './parked.query-handlers.ts';

const stream = 'sagaParked-EndRun-1';
const data: SagaCommandParked['data'] = {
  ...{ saga: 'EndRun', instance: 'run-1', eventId: 'e1', code: 'RUN_NOT_FOUND', message: 'There is no such run.' },
  event: { type: 'TaskCaptured', stream: 'task-1', revision: 3, position: '7/7' },
  command: { type: 'EndRun', data: { runId: 'run-1' } },
};
const parked: Stored = [stream, { type: 'SagaCommandParked', data }];
const asked = (replay: number): Stored => [stream, { type: 'SagaReplayRequested', data: { saga: 'EndRun', instance: 'run-1', replay } }];
const refused: Stored = [
  stream,
  { type: 'SagaReplayRefused', data: { saga: 'EndRun', instance: 'run-1', replay: 1, code: 'RUN_HAS_ENDED', message: 'Too late.' } },
];
const done: Stored = [stream, { type: 'SagaReplayed', data: { saga: 'EndRun', instance: 'run-1', replay: 1 } }];
const discarded: Stored = [stream, { type: 'SagaParkedDiscarded', data: { saga: 'EndRun', instance: 'run-1', reason: 'an old run' } }];
const other: Stored = ['sagaParked-Other-2', { type: 'SagaCommandParked', data: { ...data, saga: 'Other', command: null } }];

const list = (events: readonly Stored[], filter: ListParked['filter'] = {}, limit = 50) =>
  new ListParkedHandler(readModelsShowing([parkedProjection], ...events)).execute(new ListParked(filter, { limit }));

const { id } = recorded(parked[1], 0, stream);
const shown = {
  ...{ id, saga: 'EndRun', instance: 'run-1', command: data.command, parkedAt: storedAt(0), correlationId: id },
  event: { id: 'e1', type: 'TaskCaptured', stream: 'task-1', revision: 3 },
};

describe('what is parked', () => {
  it('is shown with the event that led to it, the command, and why it was refused', async () => {
    expect((await list([parked])).items).toEqual([{ ...shown, status: 'parked', code: 'RUN_NOT_FOUND', message: 'There is no such run.' }]);
  });

  it('is shown without the place of the event when an earlier version stored it', async () => {
    const { event: _, ...earlier } = data;
    const { items } = await list([[stream, { type: 'SagaCommandParked', data: earlier }]]);
    expect(items).toMatchObject([{ event: { id: 'e1', type: null, stream: null, revision: null } }]);
  });

  it('tells a replay that is under way, and who asked for it', async () => {
    const requested = { status: 'parked', replayRequestedAt: storedAt(1), replayedBy: 'token:test', code: 'RUN_NOT_FOUND' };
    const [item] = (await list([parked, asked(1)])).items;
    expect(item).toMatchObject(requested);
    expect(item).not.toHaveProperty('outcome');
  });

  it('tells how a replay ended, with the newest reason', async () => {
    expect((await list([parked, asked(1), refused])).items).toMatchObject([
      { status: 'parked', outcome: 'refused', replayedAt: storedAt(2), code: 'RUN_HAS_ENDED', message: 'Too late.' },
    ]);
    expect((await list([parked, asked(1), done])).items).toMatchObject([{ status: 'replayed', outcome: 'done', replayedAt: storedAt(2) }]);
  });

  it('forgets the outcome of the last replay when another is asked for', async () => {
    const [item] = (await list([parked, asked(1), refused, asked(2)])).items;
    expect(item).toMatchObject({ status: 'parked', replayRequestedAt: storedAt(3), code: 'RUN_HAS_ENDED' });
    expect(item).not.toHaveProperty('outcome');
    expect(item).not.toHaveProperty('replayedAt');
  });

  it('tells who discarded it, and why', async () => {
    expect((await list([parked, discarded])).items).toMatchObject([
      { status: 'discarded', discardedAt: storedAt(1), discardedBy: 'token:test', discardReason: 'an old run' },
    ]);
  });

  it('is listed newest first, page by page, and by saga and status', async () => {
    const sagas = async (...of: Parameters<typeof list>) => (await list(...of)).items.map(({ saga }) => saga);
    expect(await sagas([parked, other])).toEqual(['Other', 'EndRun']);
    expect(await list([parked, other], {}, 1)).toMatchObject({ items: [{ saga: 'Other' }], nextCursor: expect.any(String) });
    expect(await sagas([parked, other], { saga: 'EndRun' })).toEqual(['EndRun']);
    expect(await sagas([parked, other, discarded], { status: 'parked' })).toEqual(['Other']);
    expect(await sagas([parked, other, discarded], { saga: 'EndRun', status: 'replayed' })).toEqual([]);
  });

  it('is found by its id', async () => {
    const get = new GetParkedHandler(readModelsShowing([parkedProjection], parked));
    expect(await get.execute({ id } as never)).toMatchObject({ id, status: 'parked' });
    await expect(get.execute({ id: 'nothing' } as never)).rejects.toMatchObject({ kind: 'not_found', code: 'PARKED_NOT_FOUND' });
  });
});
