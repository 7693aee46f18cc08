import { sagaParkedStreams, type Replay, type Saga, type SagaParkedEvent } from '@holdfast/event-sourcing';

/** What a saga could not do is tried again when a person asks for it. */
export const replayParkedWhenRequested: Saga<object, SagaParkedEvent> = {
  name: 'ReplayParkedWhenRequested',
  streams: [sagaParkedStreams],
  begins: 'at-first-event',
  initialState: {},
  instanceOf: ({ type, stream }) => (type === 'SagaReplayRequested' ? stream : null),
  react(state, { type, stream, data }) {
    if (type !== 'SagaReplayRequested') return { state, commands: [] };
    const replay: Replay = { stream, replay: data.replay };
    return { state, commands: [{ type: 'ReplayParked', data: replay }] };
  },
};
