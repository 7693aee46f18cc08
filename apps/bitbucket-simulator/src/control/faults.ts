import type { RefusalShape } from './fault-problems.ts';
import { RandomFaults } from './random-faults.ts';
import type { RandomFaultOptions } from './random-faults.ts';

/** What goes wrong. From `slow` on it is done to an answer that was made as usual. */
export type FaultEffect =
  | { readonly kind: 'status'; readonly status: number }
  /** A 429 in one of its shapes (`forbidden` is a 403 in the same words), whatever was spent; `seconds` says when to come back, 1 by default. */
  | { readonly kind: 'rate-limited'; readonly shape: RefusalShape; readonly seconds?: number }
  /** No answer ever, or the line breaks after so long. */
  | { readonly kind: 'hang'; readonly milliseconds?: number }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** The announced length is right, half of the body comes, then the line breaks. */
  | { readonly kind: 'truncated' }
  /** The same, and the line is reset instead of closed. */
  | { readonly kind: 'reset' }
  /** Half of the body comes as if it were all of it. */
  | { readonly kind: 'cut-short' }
  /** 200, and nothing in it. */
  | { readonly kind: 'empty-list' }
  /** Pages after the first begin later (or, with a negative number, earlier), as if something was removed (or added) meanwhile; `times` counts pages. */
  | { readonly kind: 'shifted-page'; readonly by: number };

export interface Fault {
  /** A regular expression, looked for in `GET /2.0/repositories/acme/web` or `POST /acme/web.git/git-upload-pack`. */
  readonly path: string;
  /** How many requests; 1 by default. */
  readonly times?: number;
  /** Only requests that count for this account. */
  readonly account?: string;
  readonly effect: FaultEffect;
}

interface Pending {
  readonly pattern: RegExp;
  readonly fault: Fault;
  left: number;
}

/** The faults to come. The oldest one that fits is used first; where none fits, chance decides. */
export class Faults {
  #pending: Pending[] = [];
  #random: RandomFaults | undefined;

  add(fault: Fault): void {
    this.#pending.push({ pattern: new RegExp(fault.path), fault, left: fault.times ?? 1 });
  }

  /** Takes the place of those before. */
  disturb(options: RandomFaultOptions): void {
    this.#random = new RandomFaults(options);
  }

  clear(): void {
    this.#pending = [];
    this.#random = undefined;
  }

  /** The fault for this request, which is used up by asking. */
  take(methodAndPath: string, account: string, page: string | null): FaultEffect | undefined {
    const fits = ({ pattern, fault }: Pending) =>
      pattern.test(methodAndPath) &&
      (fault.account ?? account) === account &&
      (fault.effect.kind !== 'shifted-page' || (page !== null && page !== '1'));
    const found = this.#pending.find(fits);
    if (!found) return this.#random?.take(methodAndPath);
    found.left -= 1;
    if (found.left <= 0) this.#pending = this.#pending.filter((pending) => pending !== found);
    return found.fault.effect;
  }
}
