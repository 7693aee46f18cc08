import { createHmac } from 'node:crypto';
import {
  CLOCK,
  DeciderRepository,
  deterministicId,
  fold,
  newContext,
  systemIds,
  type Clock,
  type CommandContext,
} from '@holdfast/event-sourcing';
import type { Caller, Seed } from '@holdfast/http';
import { Inject, Injectable } from '@nestjs/common';
import { REQUEST_KEY } from '../request-key.ts';
import { keyedRequest, type RequestState } from './request.decider.ts';
import { requestStream, type RequestAnswered } from './request.events.ts';

export type Answer = RequestAnswered['data'];

/** A request under an `Idempotency-Key`, as it stands. */
export interface KeyedRequest {
  readonly id: string;
  /** Of the command that it gives, at each repetition. */
  readonly commandId: string;
  readonly seed: Seed;
  /** It has come before, here or elsewhere. */
  readonly isRepeated: boolean;
  /** Null when there is none yet. */
  readonly answer: Answer | null;
}

/** Requests under an `Idempotency-Key`, in the event store: so they are known to every gateway, and after a crash. */
@Injectable()
export class KeyedRequests {
  constructor(
    private readonly repository: DeciderRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(REQUEST_KEY) private readonly secretKey: Buffer,
  ) {}

  /** `content` is everything that makes it this request. Throws IdempotencyKeyReusedError when the key came with another one. */
  async begin({ tokenId, name }: Caller, key: string, content: readonly unknown[]): Promise<KeyedRequest> {
    const id = this.hash('request', tokenId, key).toString('hex').slice(0, 32);
    const fingerprint = this.hash('fingerprint', tokenId, ...content).toString('hex');
    const command = { type: 'Begin', fingerprint, begunAt: this.clock().toISOString() } as const;
    const { events } = await this.repository.decide(keyedRequest, requestStream(id), command, contextOf(name));
    const isRepeated = events.length === 0;
    const state = isRepeated ? await this.stateOf(id) : fold(keyedRequest, events);
    return {
      id,
      commandId: deterministicId('request', id),
      seed: { ids: id, began: beginningOf(state), secrets: this.hash('secrets', tokenId, key) },
      isRepeated,
      answer: state.status === 'answered' ? state.answer : null,
    };
  }

  /** Stores an answer, unless there is one. Answers the one that stands. */
  async answer({ name }: Caller, { id }: KeyedRequest, answer: Answer): Promise<Answer> {
    const { events } = await this.repository.decide(keyedRequest, requestStream(id), { type: 'Answer', ...answer }, contextOf(name));
    if (events.length > 0) return answer;
    const state = await this.stateOf(id);
    return state.status === 'answered' ? state.answer : answer;
  }

  private async stateOf(id: string): Promise<RequestState> {
    return (await this.repository.load(keyedRequest, requestStream(id))).state;
  }

  private hash(...parts: readonly unknown[]): Buffer {
    return createHmac('sha256', this.secretKey).update(JSON.stringify(parts)).digest();
  }
}

/** When it is answered, nothing is made any more. */
function beginningOf(state: RequestState): number {
  return state.status === 'begun' ? Date.parse(state.begunAt) : 0;
}

/** Each attempt records what it saw. */
function contextOf(name: string): CommandContext {
  return newContext(systemIds(), `token:${name}`);
}
