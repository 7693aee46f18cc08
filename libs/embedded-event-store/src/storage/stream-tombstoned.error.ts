/** The stream has ended for ever. */
export class StreamTombstonedError extends Error {
  readonly code = 'STREAM_TOMBSTONED';
  readonly streamName: string;

  constructor(streamName: string) {
    super(`Event stream '${streamName}' is deleted.`);
    this.name = 'StreamTombstonedError';
    this.streamName = streamName;
  }
}
