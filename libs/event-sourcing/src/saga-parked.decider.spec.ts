import { describe, it } from '@jest/globals';
import type { SagaCommandParked } from './saga-events.ts';
import { sagaParked } from './saga-parked.decider.ts';
import type { SagaParkedEvent } from './saga-parked.events.ts';
import { given } from './testing/given-decider.ts';

const here = { saga: 'EndRun', instance: 'run-1' };
const parked: SagaCommandParked = {
  type: 'SagaCommandParked',
  data: { ...here, eventId: 'e1', command: null, code: 'EVENT_NOT_UNDERSTOOD', message: 'what?' },
};
const asked = (replay: number): SagaParkedEvent => ({ type: 'SagaReplayRequested', data: { ...here, replay } });
const done = (replay: number): SagaParkedEvent => ({ type: 'SagaReplayed', data: { ...here, replay } });
const refused = (replay: number): SagaParkedEvent => ({
  type: 'SagaReplayRefused',
  data: { ...here, replay, code: 'RUN_NOT_FOUND', message: 'no' },
});
const discarded: SagaParkedEvent = { type: 'SagaParkedDiscarded', data: { ...here, reason: 'too late' } };

const request = { type: 'RequestReplay' } as const;
const discard = { type: 'Discard', reason: 'too late' } as const;
const reportDone = (replay: number) => ({ type: 'ReportReplayed', replay }) as const;
const reportRefused = (replay: number) => ({ type: 'ReportRefused', replay, code: 'RUN_NOT_FOUND', message: 'no' }) as const;

describe('what a saga could not do', () => {
  it('is tried again when somebody asks', () => {
    given(sagaParked, parked).when(request).then(asked(1));
  });

  it('is not asked for twice at once', () => {
    given(sagaParked, parked, asked(1)).when(request).thenNothing();
  });

  it('is done with when it was carried out', () => {
    given(sagaParked, parked, asked(1)).when(reportDone(1)).then(done(1));
    given(sagaParked, parked, asked(1), done(1)).when(reportDone(1)).thenNothing();
  });

  it('stays parked when it is refused again, and may be asked for again', () => {
    given(sagaParked, parked, asked(1)).when(reportRefused(1)).then(refused(1));
    given(sagaParked, parked, asked(1), refused(1)).when(request).then(asked(2));
  });

  it('is carried out although another orchestrator was refused in the meantime', () => {
    given(sagaParked, parked, asked(1), refused(1)).when(reportDone(1)).then(done(1));
  });

  it('is not refused by a report that comes late', () => {
    given(sagaParked, parked, asked(1), refused(1)).when(reportRefused(1)).thenNothing();
    given(sagaParked, parked, asked(1), refused(1), asked(2)).when(reportRefused(1)).thenNothing();
    given(sagaParked, parked, asked(1), done(1)).when(reportRefused(1)).thenNothing();
    given(sagaParked, parked, discarded).when(reportDone(1)).thenNothing();
  });

  it('may be discarded, but not while it is tried again', () => {
    given(sagaParked, parked).when(discard).then(discarded);
    given(sagaParked, parked, asked(1), refused(1)).when(discard).then(discarded);
    given(sagaParked, parked, asked(1)).when(discard).thenRefused('PARKED_BEING_REPLAYED');
  });

  it('is settled once', () => {
    for (const command of [request, discard]) {
      given(sagaParked, parked, asked(1), done(1)).when(command).thenRefused('PARKED_ALREADY_REPLAYED');
      given(sagaParked, parked, discarded).when(command).thenRefused('PARKED_ALREADY_DISCARDED');
    }
  });

  it('must be there', () => {
    given(sagaParked).when(request).thenRefused('PARKED_NOT_FOUND');
    given(sagaParked).when(discard).thenRefused('PARKED_NOT_FOUND');
  });
});
