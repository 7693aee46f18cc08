import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { IPersistentSubscriptionsServer } from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import type { GetInfoReq, GetInfoResp, ListReq, ListResp, ReplayParkedReq } from '@eventstore/db-client/generated/persistent_pb.js';
import { ALL_EVENTS } from '../storage/system-streams.ts';
import { PersistentSubscriptionNotFoundError } from '../persistent-subscriptions/persistent-subscription.errors.ts';
import type { PersistentSubscription } from '../persistent-subscriptions/persistent-subscription.ts';
import type { PersistentSubscriptions } from '../persistent-subscriptions/persistent-subscriptions.ts';
import type { AccessOf } from '../security/access.ts';
import { streamNameOf } from '../wire/identifiers.ts';
import { createRequestFrom, groupNameFrom, updateRequestFrom } from '../wire/persistent-subscription-requests.ts';
import { persistentPb, sharedPb } from '../wire/protocol.ts';
import { InvalidArgumentError } from '../wire/service-errors.ts';
import { subscriptionInfo } from '../wire/subscription-info-message.ts';
import { PersistentRead } from './persistent-read-call.ts';
import { startWith, unary } from './unary.ts';

export interface PersistentSubscriptionsServiceParts {
  readonly subscriptions: PersistentSubscriptions;
  readonly accessOf: AccessOf;
  readonly now: () => Date;
  readonly newId: () => string;
}

export function persistentSubscriptionsService(parts: PersistentSubscriptionsServiceParts): IPersistentSubscriptionsServer {
  const { subscriptions, accessOf, now, newId } = parts;
  return {
    create: unary(async (call) => {
      accessOf(call).requireOperator();
      await subscriptions.create(createRequestFrom(call.request));
      return new persistentPb.CreateResp();
    }),
    update: unary(async (call) => {
      accessOf(call).requireOperator();
      await subscriptions.update(updateRequestFrom(call.request));
      return new persistentPb.UpdateResp();
    }),
    delete: unary(async (call) => {
      accessOf(call).requireOperator();
      await subscriptions.delete(groupNameFrom(call.request.getOptions()));
      return new persistentPb.DeleteResp();
    }),
    restartSubsystem: unary(async (call) => {
      accessOf(call).requireOperator();
      await subscriptions.restartAll();
      return new sharedPb.Empty();
    }),
    replayParked: unary((call) => {
      accessOf(call).requireOperator();
      return replayParked(subscriptions, call);
    }),
    getInfo: unary((call) => {
      accessOf(call).requireOperator();
      return info(subscriptions, call, now());
    }),
    list: unary((call) => {
      accessOf(call).requireOperator();
      return list(subscriptions, call, now());
    }),
    read: (call) => {
      startWith(call, () => {
        new PersistentRead(subscriptions, call, accessOf(call), newId).start();
      });
    },
  };
}

function replayParked(subscriptions: PersistentSubscriptions, { request }: ServerUnaryCall<ReplayParkedReq, unknown>) {
  const options = request.getOptions();
  const limit = options?.hasStopAt() ? Number(options.getStopAt()) : Infinity;
  subscriptions.get(groupNameFrom(options)).replayParked(limit);
  return new persistentPb.ReplayParkedResp();
}

function info(subscriptions: PersistentSubscriptions, { request }: ServerUnaryCall<GetInfoReq, GetInfoResp>, now: Date): GetInfoResp {
  const subscription = subscriptions.get(groupNameFrom(request.getOptions()));
  return new persistentPb.GetInfoResp().setSubscriptionInfo(subscriptionInfo(subscription, now));
}

function list(subscriptions: PersistentSubscriptions, { request }: ServerUnaryCall<ListReq, ListResp>, now: Date): ListResp {
  const infos = listed(subscriptions, request).map((subscription) => subscriptionInfo(subscription, now));
  return new persistentPb.ListResp().setSubscriptionsList(infos);
}

function listed(subscriptions: PersistentSubscriptions, request: ListReq): readonly PersistentSubscription[] {
  const options = request.getOptions();
  if (options?.hasListAllSubscriptions()) return subscriptions.all;
  const stream = options?.getListForStream();
  if (!stream) throw new InvalidArgumentError('The request names neither a stream nor all subscriptions.');
  const source = stream.hasAll() ? ALL_EVENTS : streamNameOf(stream.getStream());
  const found = subscriptions.all.filter(({ definition }) => definition.source === source);
  if (found.length === 0) throw new PersistentSubscriptionNotFoundError({ source, groupName: '' });
  return found;
}
