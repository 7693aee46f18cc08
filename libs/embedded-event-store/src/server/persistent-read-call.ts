import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/persistent_pb.js';
import type { Consumer, ConsumerConnection } from '../persistent-subscriptions/consumer.ts';
import type { NackAction } from '../persistent-subscriptions/consumer-group.ts';
import { groupKey } from '../persistent-subscriptions/group-definition.ts';
import { PersistentSubscriptionDroppedError } from '../persistent-subscriptions/persistent-subscription.errors.ts';
import type { PersistentSubscription } from '../persistent-subscriptions/persistent-subscription.ts';
import type { PersistentSubscriptions } from '../persistent-subscriptions/persistent-subscriptions.ts';
import type { CallerAccess } from '../security/access.ts';
import { uuidFromWire } from '../wire/identifiers.ts';
import type { UuidForm } from '../wire/identifiers.ts';
import { persistentReadEvent } from '../wire/persistent-read-event.ts';
import { groupNameFrom } from '../wire/persistent-subscription-requests.ts';
import { persistentPb } from '../wire/protocol.ts';
import { InvalidArgumentError, toCallError, unavailable } from '../wire/service-errors.ts';

export type PersistentReadCall = ServerDuplexStream<ReadReq, ReadResp>;

/** One consumer of a group: its first message says which, the others acknowledge or refuse. */
export class PersistentRead {
  readonly #subscriptions: PersistentSubscriptions;
  readonly #call: PersistentReadCall;
  readonly #access: CallerAccess;
  readonly #newId: () => string;
  #joined: { readonly subscription: PersistentSubscription; readonly consumer: Consumer } | undefined;
  #isWritable = true;

  constructor(subscriptions: PersistentSubscriptions, call: PersistentReadCall, access: CallerAccess, newId: () => string) {
    this.#subscriptions = subscriptions;
    this.#call = call;
    this.#access = access;
    this.#newId = newId;
  }

  start(): void {
    this.#call.on('data', (message: ReadReq) => {
      try {
        this.#receive(message);
      } catch (error) {
        this.#end(error);
      }
    });
    this.#call.on('drain', () => {
      this.#isWritable = true;
      this.#joined?.subscription.group.pump();
    });
    this.#call.on('cancelled', () => {
      this.#leave();
    });
    this.#call.on('end', () => {
      this.#leave();
      this.#call.end();
    });
  }

  #receive(message: ReadReq): void {
    const ack = message.getAck();
    const nack = message.getNack();
    const options = message.getOptions();
    if (options && !this.#joined) this.#join(options);
    else if (ack) this.#joined?.subscription.acknowledge(ack.getIdsList().map(uuidFromWire));
    else if (nack) this.#refuse(nack);
    else throw new InvalidArgumentError('The message neither joins a group, once, nor acknowledges or refuses events.');
  }

  #refuse(nack: ReadReq.Nack): void {
    if (!this.#joined) return;
    const { subscription, consumer } = this.#joined;
    subscription.refuse(consumer, nack.getIdsList().map(uuidFromWire), nackAction(nack.getAction()), nack.getReason());
  }

  #join(options: ReadReq.Options): void {
    const name = groupNameFrom(options);
    this.#access.require('read', name.source);
    const subscription = this.#subscriptions.get(name);
    const form: UuidForm = options.getUuidOption()?.hasString() ? 'string' : 'structured';
    const connection = this.#connection(subscription, options.getBufferSize(), form);
    this.#joined = { subscription, consumer: subscription.connect(connection) };
    this.#call.write(confirmation(groupKey(name.source, name.groupName)));
    subscription.group.pump();
  }

  #connection(subscription: PersistentSubscription, bufferSize: number, form: UuidForm): ConsumerConnection {
    const [name] = this.#call.metadata.get('connection-name');
    return {
      id: this.#newId(),
      from: this.#call.getPeer(),
      name: String(name ?? '<unknown>'),
      userName: this.#access.userName,
      bufferSize: Math.max(1, bufferSize),
      isWritable: () => this.#isWritable,
      send: (message) => {
        this.#isWritable = this.#call.write(new persistentPb.ReadResp().setEvent(persistentReadEvent(message, form)));
      },
      drop: (reason) => {
        const dropped = new PersistentSubscriptionDroppedError(subscription.definition);
        this.#end(reason === 'closing' ? unavailable('The event store is closing.') : dropped);
      },
    };
  }

  #leave(): void {
    const joined = this.#joined;
    this.#joined = undefined;
    joined?.subscription.disconnect(joined.consumer);
  }

  #end(error: unknown): void {
    this.#leave();
    this.#call.emit('error', toCallError(error));
  }
}

function confirmation(subscriptionId: string): ReadResp {
  const message = new persistentPb.ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId);
  return new persistentPb.ReadResp().setSubscriptionConfirmation(message);
}

function nackAction(action: ReadReq.Nack.Action): NackAction {
  const { Action } = persistentPb.ReadReq.Nack;
  switch (action) {
    case Action.PARK:
      return 'park';
    case Action.SKIP:
      return 'skip';
    case Action.STOP:
      return 'stop';
    case Action.RETRY:
    case Action.UNKNOWN:
      return 'retry';
  }
}
