import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { RequestEvent } from '../idempotency/request.events.ts';

export const requestExamples: EventExamples<RequestEvent> = {
  RequestBegun: [{ fingerprint: '5f0f3c1ad0a5a4a1f9c8b5f3be1cc1cf2a5be3c05d4c2f1b8d7e6f5a4b3c2d1e', begunAt: '2026-11-22T01:12:09.417Z' }],
  RequestAnswered: [
    { status: 201, body: { id: '019ab2e1-4f60-7d0a-9c3b-5a2e8f7d6c05' } },
    { status: 204, body: null },
  ],
};
