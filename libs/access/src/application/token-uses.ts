import { CLOCK, DeciderRepository, deterministicId, newContext, type Clock } from '@holdfast/event-sourcing';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { accessTokenUseStream, type AccessTokenUsed } from '../contracts/access.events.ts';
import { accessTokenUse } from '../domain/access-log.deciders.ts';
import type { AccessToken } from './token-directory.ts';

/** More tokens and addresses than an installation sees on a day; one that is forgotten is asked for again, and not stored twice. */
const REMEMBERED = 10_000;

/** Records that a token was used: once for each address and day, however many gateways it uses. No request waits for it. */
@Injectable()
export class TokenUses implements BeforeApplicationShutdown {
  private readonly logger = new Logger('access');
  private readonly recorded = new LRUCache<string, true>({ max: REMEMBERED });
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  note({ id: tokenId, name }: AccessToken, address: string): void {
    const day = this.clock().toISOString().slice(0, 10);
    const commandId = deterministicId('access token used', tokenId, address, day);
    if (this.recorded.has(commandId)) return;
    this.recorded.set(commandId, true);
    const recording = this.record({ type: 'AccessTokenUsed', data: { tokenId, name, address, day } }, commandId);
    this.underWay.add(recording);
    void recording.finally(() => this.underWay.delete(recording));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async record(event: AccessTokenUsed, commandId: string): Promise<void> {
    try {
      const context = newContext(commandId, `token:${event.data.name}`);
      await this.repository.decide(accessTokenUse, accessTokenUseStream(event.data.tokenId), event, context);
    } catch (error) {
      this.recorded.delete(commandId);
      this.logger.warn(`the use of a token was not recorded: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
