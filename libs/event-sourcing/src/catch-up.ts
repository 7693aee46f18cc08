import type { Follower } from './follow.ts';
import { isAtLeast, laterPosition, type Position } from './position.ts';
import type { Arrival } from './subscription-feed.ts';

/**
 * Hands a follower what arrives, and notices when it has got everything that was stored at the beginning: an event, a checkpoint or the
 * server's own word shows it. Servers before 23.10 say nothing, so the word alone would not do.
 */
export class CatchUp {
  readonly #follower: Follower;
  readonly #end: Position | undefined;
  #reached: Position | undefined;
  #isCaughtUp = false;

  constructor(follower: Follower, after: Position | undefined, end: Position | undefined) {
    this.#follower = follower;
    this.#reached = after;
    this.#end = end;
  }

  /** There may be nothing to catch up with. */
  begin(): void {
    this.#notice(false);
  }

  async take({ events, checkpoint, isCaughtUp }: Arrival): Promise<void> {
    if (events.length > 0) await this.#follower.onEvents(events);
    this.#reached = laterPosition(this.#reached, events.at(-1)?.position);
    if (!isAtLeast(this.#reached, checkpoint)) await this.#pass(checkpoint);
    this.#notice(isCaughtUp);
  }

  async #pass(checkpoint: Position | undefined): Promise<void> {
    if (checkpoint) await this.#follower.onCheckpoint?.(checkpoint);
    this.#reached = laterPosition(this.#reached, checkpoint);
  }

  #notice(serverSaysSo: boolean): void {
    if (this.#isCaughtUp || !(serverSaysSo || isAtLeast(this.#reached, this.#end))) return;
    this.#isCaughtUp = true;
    this.#follower.onCaughtUp?.();
  }
}
