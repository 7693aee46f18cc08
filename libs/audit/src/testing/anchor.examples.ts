import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { AuditAnchored } from '../contracts/anchor.events.ts';

/** What the events of anchors may say, by stored name. */
export const anchorExamples: EventExamples<AuditAnchored> = {
  AuditAnchored: [
    {
      events: 21_000,
      head: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      lastEventId: '4a7d1ed4-14e5-5c8b-9a63-0b2f7c6d8e0e',
      lastPosition: '14721044/14721044',
      at: '2026-11-22T03:00:00.000Z',
      publicKey: 'iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=',
      signature: 'yFmx8K0nJcM1wD2b3hJQZ0w7jv0s3Q2QH5Jr0mV4l1B6s8k9D3f5G7h2K4m6N8p0R2t4V6x8Z0b2D4f6H8j0Cw==',
    },
  ],
};
