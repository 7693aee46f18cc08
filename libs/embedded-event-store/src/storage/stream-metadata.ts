import { TOMBSTONE_REVISION_ON_THE_WIRE } from './system-streams.ts';

/** What a stream's metadata means for reading and writing it. Whatever else the JSON holds is kept in the event and handed back as it was. */
export interface StreamMetadata {
  readonly maxCount?: number;
  readonly maxAgeSeconds?: number;
  readonly truncateBefore?: number;
  readonly acl?: unknown;
}

export const NO_METADATA: StreamMetadata = {};

/** Of a metadata stream only the last event counts. */
export const METADATA_OF_METADATA_STREAMS: StreamMetadata = { maxCount: 1 };

/** A stream is softly deleted when everything before the greatest possible revision is cut off. */
export function isSoftDeleted(metadata: StreamMetadata): boolean {
  return metadata.truncateBefore !== undefined && !Number.isSafeInteger(metadata.truncateBefore);
}

/** Metadata that is no JSON object counts as none, and a field of the wrong kind counts as missing, as on the real server. */
export function parseStreamMetadata(data: Uint8Array): StreamMetadata {
  const json = parseObject(data);
  if (!json) return NO_METADATA;
  return {
    ...positiveInteger(json['$maxCount'], (maxCount) => ({ maxCount })),
    ...positiveInteger(json['$maxAge'], (maxAgeSeconds) => ({ maxAgeSeconds })),
    ...truncation(json['$tb']),
    ...(json['$acl'] === undefined ? {} : { acl: json['$acl'] }),
  };
}

/** The metadata that replaces all former metadata of a softly deleted stream. */
export function softDeletedMetadata(): Uint8Array {
  return Buffer.from(`{"$tb":${TOMBSTONE_REVISION_ON_THE_WIRE}}`);
}

/**
 * The same metadata with `$tb` moved, so that a softly deleted stream lives again from that revision on.
 * @returns undefined when the metadata is no JSON object: then there is nothing to move.
 */
export function withTruncateBefore(data: Uint8Array, truncateBefore: number): Uint8Array | undefined {
  const json = parseObject(data);
  return json && Buffer.from(JSON.stringify({ ...json, $tb: truncateBefore }));
}

function parseObject(data: Uint8Array): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function positiveInteger(value: unknown, field: (value: number) => StreamMetadata): StreamMetadata {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? field(value) : {};
}

function truncation(value: unknown): StreamMetadata {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? { truncateBefore: value } : {};
}
