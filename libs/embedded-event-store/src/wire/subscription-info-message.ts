import type { SubscriptionInfo } from '@eventstore/db-client/generated/persistent_pb.js';
import type { Consumer } from '../persistent-subscriptions/consumer.ts';
import { ALL_EVENTS } from '../storage/system-streams.ts';
import type { GroupSettings, GroupStart } from '../persistent-subscriptions/group-definition.ts';
import type { PersistentSubscription } from '../persistent-subscriptions/persistent-subscription.ts';
import { persistentPb } from './protocol.ts';

/** How a group stands, for those who look after it. */
export function subscriptionInfo(subscription: PersistentSubscription, now: Date): SubscriptionInfo {
  const { definition, group, parked } = subscription;
  const { source, groupName, settings } = definition;
  const seconds = Math.max(1, (now.getTime() - subscription.startedAt) / 1000);
  const delivered = group.deliveredCount;
  return withSettings(new persistentPb.SubscriptionInfo(), source, settings)
    .setEventSource(source)
    .setGroupName(groupName)
    .setStatus(group.isAtEnd ? 'Live' : 'Behind')
    .setConnectionsList(group.consumers.map((consumer) => connectionInfo(consumer, seconds, settings)))
    .setAveragePerSecond(Math.round(delivered / seconds))
    .setTotalItems(String(delivered))
    .setLastCheckpointedEventPosition(placeText(source, subscription.lastCheckpoint))
    .setLastKnownEventPosition(placeText(source, subscription.lastKnown))
    .setReadBufferCount(group.bufferedCount)
    .setRetryBufferCount(group.retryCount)
    .setTotalInFlightMessages(group.outstanding.size)
    .setOutstandingMessagesCount(group.outstanding.size)
    .setParkedMessageCount(String(parked.count));
}

function withSettings(message: SubscriptionInfo, source: string, settings: GroupSettings): SubscriptionInfo {
  return message
    .setStartFrom(startText(source, settings.start))
    .setResolveLinkTos(settings.resolveLinks)
    .setExtraStatistics(settings.extraStatistics)
    .setMessageTimeoutMilliseconds(settings.messageTimeout)
    .setMaxRetryCount(settings.maxRetryCount)
    .setCheckPointAfterMilliseconds(settings.checkpointAfter)
    .setMinCheckPointCount(settings.minCheckpointCount)
    .setMaxCheckPointCount(settings.maxCheckpointCount)
    .setMaxSubscriberCount(settings.maxSubscriberCount)
    .setLiveBufferSize(settings.liveBufferSize)
    .setReadBatchSize(settings.readBatchSize)
    .setBufferSize(settings.historyBufferSize)
    .setNamedConsumerStrategy(settings.strategy);
}

function connectionInfo(consumer: Consumer, seconds: number, { extraStatistics }: GroupSettings): SubscriptionInfo.ConnectionInfo {
  return new persistentPb.SubscriptionInfo.ConnectionInfo()
    .setFrom(consumer.connection.from)
    .setUsername(consumer.connection.userName)
    .setConnectionName(consumer.connection.name)
    .setAverageItemsPerSecond(Math.round(consumer.delivered / seconds))
    .setTotalItems(String(consumer.delivered))
    .setAvailableSlots(consumer.availableSlots)
    .setInFlightMessages(consumer.inFlight.size)
    .setObservedMeasurementsList(extraStatistics ? measurements(consumer) : []);
}

function measurements({ handlingTimes }: Consumer): SubscriptionInfo.Measurement[] {
  const { Measurement } = persistentPb.SubscriptionInfo;
  return [...handlingTimes.summary()].map(([name, milliseconds]) => new Measurement().setKey(name).setValue(String(milliseconds)));
}

function startText(source: string, start: GroupStart): string {
  if (start === 'end') return placeText(source, -1);
  return placeText(source, start === 'start' ? 0 : start);
}

/** A revision, or a position as the real server writes it; empty where there is none. */
function placeText(source: string, place: number | undefined): string {
  if (place === undefined) return '';
  return source === ALL_EVENTS ? `C:${place}/P:${place}` : String(place);
}
