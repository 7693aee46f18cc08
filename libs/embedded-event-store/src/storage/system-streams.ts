/** The order of all events, where it is named like a stream. */
export const ALL_EVENTS = '$all';

export const METADATA_EVENT_TYPE = '$metadata';
export const TOMBSTONE_EVENT_TYPE = '$streamDeleted';
export const LINK_EVENT_TYPE = '$>';

/**
 * The revision of the event that ends a tombstoned stream. The real server uses the greatest 64-bit number, which JavaScript cannot count to;
 * on the wire it becomes that number.
 */
export const TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER;
export const TOMBSTONE_REVISION_ON_THE_WIRE = '9223372036854775807';

export function isSystemStream(streamName: string): boolean {
  return streamName.startsWith('$');
}

export function isMetadataStream(streamName: string): boolean {
  return streamName.startsWith('$$');
}

export function metadataStreamOf(streamName: string): string {
  return `$$${streamName}`;
}

export function originalStreamOf(metadataStreamName: string): string {
  return metadataStreamName.slice(2);
}
