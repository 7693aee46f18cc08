import { CLOCK, type Clock } from '@holdfast/event-sourcing';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

/** So many wrong tokens in a row are answered, and then one more after each pause. */
const IN_A_ROW = 10;
const PAUSE_SECONDS = 6;

/** Networks that are remembered; who has more to attack from is slowed in each. */
const NETWORKS = 10_000;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** Wrong tokens by network: a bucket of attempts, which fills again. */
@Injectable()
export class FailedAttempts {
  private readonly buckets = new LRUCache<string, Bucket>({ max: NETWORKS });
  private readonly trusted = new LRUCache<string, true>({ max: NETWORKS });

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  /** Counts a wrong token. Answers how many seconds to wait with the next one; null while that is not necessary. */
  note(network: string): number | null {
    const { left, at } = this.bucketOf(network);
    this.buckets.set(network, { left: left >= 1 ? left - 1 : left, at });
    return left >= 1 ? null : Math.ceil((1 - left) * PAUSE_SECONDS);
  }

  /** Whether a token that is short enough to be guessed is looked at: not while somebody in its network is guessing. */
  mayGuess(network: string): boolean {
    return this.trusted.has(network) || this.bucketOf(network).left >= 1;
  }

  /** Somebody in this network has the token: it is not locked out by a neighbour. */
  trust(network: string): void {
    this.trusted.set(network, true);
  }

  private bucketOf(network: string): Bucket {
    const now = this.clock().getTime();
    const { left, at } = this.buckets.get(network) ?? { left: IN_A_ROW, at: now };
    return { left: Math.min(IN_A_ROW, left + (now - at) / 1_000 / PAUSE_SECONDS), at: now };
  }
}
