import { describe, it } from '@jest/globals';
import type { SagaParkedEvent } from '@holdfast/event-sourcing';
import { afterEvents, recorded } from '@holdfast/event-sourcing/testing';
import { replayParkedWhenRequested } from './replay-parked-when-requested.saga.ts';

const stream = 'sagaParked-EndRun-1';
const here = { saga: 'EndRun', instance: 'run-1' };
const stored = (event: SagaParkedEvent, index: number) => recorded(event, index, stream);
const parked = stored({ type: 'SagaCommandParked', data: { ...here, eventId: 'e', command: null, code: 'A', message: 'a' } }, 0);
const asked = (replay: number) => stored({ type: 'SagaReplayRequested', data: { ...here, replay } }, replay);

describe('Replaying what is parked', () => {
  it('happens each time somebody asks', () => {
    afterEvents(replayParkedWhenRequested, parked, asked(1)).then({ type: 'ReplayParked', data: { stream, replay: 1 } });
    afterEvents(replayParkedWhenRequested, parked, asked(1), asked(2)).then({ type: 'ReplayParked', data: { stream, replay: 2 } });
  });

  it('does not happen by itself', () => {
    afterEvents(replayParkedWhenRequested, parked).thenNothing();
    const refused = stored({ type: 'SagaReplayRefused', data: { ...here, replay: 1, code: 'A', message: 'a' } }, 2);
    afterEvents(replayParkedWhenRequested, parked, asked(1), refused).thenNothing();
  });
});
