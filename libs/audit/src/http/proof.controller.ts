import { Readable } from 'node:stream';
import type { CommandContext } from '@holdfast/event-sourcing';
import { MayBeOmitted, Origin } from '@holdfast/http';
import { Controller, Get, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { IsIn } from 'class-validator';
import type { Request } from 'express';
import type { Anchor } from '../chain/anchor.ts';
import { AuditProof } from '../chain/audit-proof.ts';
import type { AuditVerification } from '../contracts/verification.views.ts';

/** `GET /audit/verification`. */
export class VerifyTrailRequest {
  /** Everything, also what was verified before. */
  @MayBeOmitted()
  @IsIn(['true', 'false'])
  full?: string;
}

/** `GET /audit/anchors`, oldest first. */
export interface AnchorList {
  /** With which all of them must be signed: Ed25519, 32 bytes, base64. */
  readonly publicKey: string;
  readonly items: readonly Anchor[];
}

@Controller('audit')
export class ProofController {
  constructor(private readonly proof: AuditProof) {}

  @Get('verification')
  verify(@Query() { full }: VerifyTrailRequest): Promise<AuditVerification> {
    return this.proof.verify(full === 'true');
  }

  /** As JSON, or as JSON Lines to be kept elsewhere. */
  @Get('anchors')
  async anchors(@Req() asked: Request): Promise<AnchorList | StreamableFile> {
    const items = await this.proof.anchors();
    if (asked.accepts(['application/json', 'application/x-ndjson']) !== 'application/x-ndjson')
      return { publicKey: this.proof.publicKey, items };
    const lines = Readable.from(items.map((anchor) => `${JSON.stringify(anchor)}\n`));
    return new StreamableFile(lines, {
      type: 'application/x-ndjson; charset=utf-8',
      disposition: 'attachment; filename="audit-anchors.jsonl"',
    });
  }

  /** Seals what is stored now. */
  @Post('anchors')
  anchor(@Origin() origin: CommandContext): Promise<Anchor | null> {
    return this.proof.anchor(origin);
  }
}
