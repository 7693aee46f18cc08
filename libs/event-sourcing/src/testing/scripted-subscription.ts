import { Readable } from 'node:stream';
import type { Position } from '../position.ts';

export function positionAt(commit: number): Position {
  return { commit: BigInt(commit), prepare: BigInt(commit) };
}

/** What the client's subscription is to its caller, in the hands of the test. */
export class ScriptedSubscription extends Readable {
  isCancelled = false;
  checkpoint: (position: Position) => Promise<void> = () => Promise.resolve();

  constructor() {
    super({ objectMode: true, highWaterMark: 500, read: () => undefined });
  }

  bring(...positions: readonly number[]): void {
    for (const position of positions)
      this.push({
        event: { id: String(position), type: 'Numbered', isJson: true, data: {}, streamId: 'test-1', position: positionAt(position) },
      });
  }

  unsubscribe(): Promise<void> {
    this.isCancelled = true;
    return Promise.resolve();
  }
}
