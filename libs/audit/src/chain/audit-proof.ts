import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK, EventStore, type Clock, type CommandContext } from '@holdfast/event-sourcing';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import type { AuditVerification } from '../contracts/verification.views.ts';
import { AnchorCopies } from './anchor-copies.ts';
import { AnchorKey } from './anchor-key.ts';
import { ANCHOR_COPIES, AUDIT_PLACE, CHAIN_FILE, type AuditPlace } from './audit-place.ts';
import { Anchorage } from './anchorage.ts';
import type { Anchor } from './anchor.ts';
import { ChainBuilder } from './chain-builder.ts';
import { ChainFile } from './chain-file.ts';
import { serverSource } from './server-source.ts';
import { verifyTrail, type EarlierVerification } from './verify-trail.ts';

/** The chain is sealed after so many events, or so long after the first that is not sealed. */
const EVENTS_TO_ANCHOR = 1_000;
const ANCHOR_AFTER_MS = 3_600_000;

const LOOKS_EVERY_MS = 2_000;

/** Keeps the proof of the trail while Holdfast runs: chains what is stored, seals it now and then, and checks it when asked. */
@Injectable()
export class AuditProof implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly publicKey: string;
  private readonly logger = new Logger('audit');
  private readonly file: ChainFile;
  private readonly copies: AnchorCopies;
  private readonly anchorage: Anchorage;
  private readonly stopping = new AbortController();
  private working: Promise<void> = Promise.resolve();
  private verifying: Promise<unknown> = Promise.resolve();
  private verified: EarlierVerification | undefined;
  private unsealedSince: number | null = null;

  constructor(
    private readonly eventStore: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AUDIT_PLACE) { directory, seed }: AuditPlace,
  ) {
    const key = new AnchorKey(seed);
    this.publicKey = key.publicKey;
    this.file = new ChainFile(join(directory, CHAIN_FILE));
    this.copies = new AnchorCopies(join(directory, ANCHOR_COPIES));
    const chain = new ChainBuilder(eventStore, this.file);
    this.anchorage = new Anchorage({ eventStore, chain, file: this.file, copies: this.copies, key, clock });
  }

  onApplicationBootstrap(): void {
    this.working = this.work();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.working;
    this.file.close();
  }

  anchors(): Promise<readonly Anchor[]> {
    return this.anchorage.all();
  }

  /** Seals everything that is stored now. Answers null when that is nothing. */
  anchor(context: CommandContext): Promise<Anchor | null> {
    return this.anchorage.anchor(context);
  }

  /**
   * Checks what was stored since the last check of this process that found all as it was; the first time, and when asked to, everything. One
   * check at a time.
   */
  verify(isFull: boolean): Promise<AuditVerification> {
    const verified = this.verifying.then(() => this.check(isFull ? undefined : this.verified));
    this.verifying = verified.catch(() => undefined);
    return verified;
  }

  private async check(from: EarlierVerification | undefined): Promise<AuditVerification> {
    const evidence = { links: this.file, copies: [this.copies], trustedKey: this.publicKey };
    const { report, verified } = await verifyTrail(serverSource(this.eventStore), evidence, from);
    this.verified = report.ok ? verified : undefined;
    return report;
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.sealWhenDue().catch((error: unknown) => {
        if (!signal.aborted)
          this.logger.warn(`the trail is not sealed at present, goes on: ${error instanceof Error ? error.message : String(error)}`);
      });
      await delay(LOOKS_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Looks once; is called every two seconds. */
  async sealWhenDue(): Promise<void> {
    // A chain that has much to catch up with must not keep the process from stopping.
    const { eventsSince } = await this.anchorage.present(this.stopping.signal);
    const now = this.clock().getTime();
    this.unsealedSince = eventsSince === 0 ? null : (this.unsealedSince ?? now);
    const isLong = this.unsealedSince !== null && now - this.unsealedSince >= ANCHOR_AFTER_MS;
    if (eventsSince >= EVENTS_TO_ANCHOR || isLong) await this.anchorage.anchor();
  }
}
