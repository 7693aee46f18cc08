import type { Candidate } from './consumer-strategy.ts';
import type { GroupMessage } from './group-message.ts';
import { HandlingTimes } from './handling-times.ts';

/** Why a connection ends: the group has ended, was changed, or the consumer asked to stop; or the whole store closes. */
export type DropReason = 'dropped' | 'closing';

/** How a consumer is reached. */
export interface ConsumerConnection {
  readonly id: string;
  /** Where it connects from, and what it calls itself: for those who look after groups. */
  readonly from: string;
  readonly name: string;
  readonly userName: string;
  /** How many messages it takes before it has acknowledged the first. */
  readonly bufferSize: number;
  /** False while what was sent has not left yet. */
  isWritable(): boolean;
  send(message: GroupMessage): void;
  drop(reason: DropReason): void;
}

/** A consumer in a group: its connection and what it has in hand. */
export class Consumer implements Candidate {
  readonly connection: ConsumerConnection;
  readonly inFlight = new Set<string>();
  readonly handlingTimes = new HandlingTimes();
  delivered = 0;

  constructor(connection: ConsumerConnection) {
    this.connection = connection;
  }

  get id(): string {
    return this.connection.id;
  }

  get availableSlots(): number {
    return this.connection.bufferSize - this.inFlight.size;
  }

  get hasRoom(): boolean {
    return this.availableSlots > 0 && this.connection.isWritable();
  }

  deliver(message: GroupMessage): void {
    this.inFlight.add(message.id);
    this.delivered++;
    this.connection.send(message);
  }
}
