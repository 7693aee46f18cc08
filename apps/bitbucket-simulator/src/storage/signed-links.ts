import { createHmac, randomBytes } from 'node:crypto';

/** Links that are good without a credential. Those of one simulator are worth nothing at another. */
export class SignedLinks {
  readonly #secret = randomBytes(16);

  sign(origin: string, path: string): string {
    const url = new URL(path, origin);
    url.searchParams.set('signature', this.#signature(url.pathname));
    return url.href;
  }

  isSigned(url: URL): boolean {
    return url.searchParams.get('signature') === this.#signature(url.pathname);
  }

  #signature(path: string): string {
    return createHmac('sha256', this.#secret).update(path).digest('hex');
  }
}
