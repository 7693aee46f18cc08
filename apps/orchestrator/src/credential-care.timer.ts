import { CredentialCare } from '@holdfast/organizations';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

const ROUND_MS = 10 * 60_000;

/** Looks every ten minutes what is due for the credentials. A round that is late, or was missed, is made up for by the next one. */
@Injectable()
export class CredentialCareTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('credentials');
  private timer: NodeJS.Timeout | undefined;
  private going: Promise<void> = Promise.resolve();
  private isGoing = false;

  constructor(private readonly care: CredentialCare) {}

  /** The first round is at some moment of the first interval: of several orchestrators, one is mostly done before the next one looks. */
  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => {
      this.timer = setInterval(() => void this.round(), ROUND_MS).unref();
      void this.round();
    }, Math.random() * ROUND_MS).unref();
  }

  /** Waits for the round that is going on. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.going;
  }

  /** One round, unless one is going on. Never rejects. */
  round(): Promise<void> {
    if (!this.isGoing) {
      this.isGoing = true;
      this.going = this.lookAfterAll().finally(() => (this.isGoing = false));
    }
    return this.going;
  }

  private async lookAfterAll(): Promise<void> {
    try {
      await this.care.round((credentialId, error) => {
        this.logger.warn(`credential ${credentialId} is looked after later: ${messageOf(error)}`);
      });
    } catch (error) {
      this.logger.warn(`credentials are looked after later: ${messageOf(error)}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
