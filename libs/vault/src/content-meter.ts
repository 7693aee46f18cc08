import { createHash } from 'node:crypto';
import type { ObjectReference } from './object-reference.ts';

/** Counts and hashes what passes. */
class ContentMeter {
  readonly #hash = createHash('sha256');
  bytes = 0;

  add(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.bytes += chunk.length;
  }

  /** What has passed. To be asked once, at the end. */
  total(): ObjectReference {
    return { sha256: this.#hash.digest('hex'), bytes: this.bytes };
  }
}

export async function referenceOf(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<ObjectReference> {
  const meter = new ContentMeter();
  for await (const chunk of content) meter.add(chunk);
  return meter.total();
}

/** Passes the content on, and at its end tells what it was. */
export async function* measured(content: AsyncIterable<Uint8Array>, tell: (total: ObjectReference) => void): AsyncGenerator<Uint8Array> {
  const meter = new ContentMeter();
  for await (const chunk of content) {
    meter.add(chunk);
    yield chunk;
  }
  tell(meter.total());
}

/**
 * Passes the content on, and throws what `refuse` makes when it is not what was expected: at its end, or as soon as it is too long.
 * Without `bytes`, the length is not compared.
 */
export async function* verified(
  content: AsyncIterable<Uint8Array>,
  expected: { readonly sha256: string; readonly bytes?: number },
  refuse: (why: string) => Error,
): AsyncGenerator<Uint8Array> {
  const meter = new ContentMeter();
  for await (const chunk of content) {
    meter.add(chunk);
    if (expected.bytes !== undefined && meter.bytes > expected.bytes) throw refuse(`it has more than ${expected.bytes} bytes`);
    yield chunk;
  }
  const { sha256, bytes } = meter.total();
  if (bytes !== (expected.bytes ?? bytes)) throw refuse(`it has ${bytes} bytes instead of ${String(expected.bytes)}`);
  if (sha256 !== expected.sha256) throw refuse(`its SHA-256 is ${sha256} instead of ${expected.sha256}`);
}
