import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Leaves a request without an answer, for ever or until the line breaks. */
export async function hang(response: ServerResponse, milliseconds: number | undefined): Promise<void> {
  if (milliseconds === undefined) return;
  await delay(milliseconds, undefined, { ref: false });
  response.destroy();
}
