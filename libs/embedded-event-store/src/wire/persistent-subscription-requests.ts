import type { CreateReq, UpdateReq } from '@eventstore/db-client/generated/persistent_pb.js';
import type { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import { ALL_EVENTS } from '../storage/system-streams.ts';
import type { ConsumerStrategyName, GroupSettings, GroupStart } from '../persistent-subscriptions/group-definition.ts';
import type { GroupName } from '../persistent-subscriptions/persistent-subscription.errors.ts';
import type { GroupRequest } from '../persistent-subscriptions/persistent-subscriptions.ts';
import { filterExpressionFrom } from './filter-message.ts';
import { streamNameOf } from './identifiers.ts';
import { InvalidArgumentError } from './service-errors.ts';

/** The end of a stream in the field that older clients use, and this one for streams: the greatest unsigned number. */
const END_AS_REVISION = '18446744073709551615';
const TICKS_PER_MILLISECOND = 10_000;

interface NamedOptions {
  getGroupName(): string;
  getStreamIdentifier(): StreamIdentifier | undefined;
  hasAll(): boolean;
}

export function groupNameFrom(options: NamedOptions | undefined): GroupName {
  if (!options) throw new InvalidArgumentError('The request has no options.');
  const groupName = options.getGroupName();
  if (groupName === '') throw new InvalidArgumentError('The request names no group.');
  return { source: options.hasAll() ? ALL_EVENTS : streamNameOf(options.getStreamIdentifier()), groupName };
}

export function createRequestFrom(message: CreateReq): GroupRequest {
  const options = message.getOptions();
  const filter = options?.getAll()?.getFilter();
  return { ...groupRequestFrom(options), ...(filter && { filter: filterExpressionFrom(filter) }) };
}

export function updateRequestFrom(message: UpdateReq): GroupRequest {
  return groupRequestFrom(message.getOptions());
}

type GroupOptions = CreateReq.Options | UpdateReq.Options;

function groupRequestFrom(options: GroupOptions | undefined): GroupRequest {
  const settings = options?.getSettings();
  if (!options || !settings) throw new InvalidArgumentError('The request has no settings.');
  // The newer field holds the stream's name, too; clients of this age fill the older one.
  const stream = options.getStream()?.getStreamIdentifier() ?? options.getStreamIdentifier();
  const { source, groupName } = groupNameFrom({
    getGroupName: () => options.getGroupName(),
    getStreamIdentifier: () => stream,
    hasAll: () => options.hasAll(),
  });
  return { source, groupName, settings: settingsFrom(settings, startFrom(options, settings)) };
}

function startFrom(options: GroupOptions, settings: SettingsMessage): GroupStart {
  const all = options.getAll();
  if (all) return edgeOf(all) ?? Number(all.getPosition()?.getCommitPosition() ?? 0);
  const stream = options.getStream();
  if (stream) return edgeOf(stream) ?? Number(stream.getRevision());
  if (settings.getRevision() === END_AS_REVISION) return 'end';
  return settings.getRevision() === '0' ? 'start' : Number(settings.getRevision());
}

function edgeOf(options: { getStart(): Empty | undefined; getEnd(): Empty | undefined }): 'start' | 'end' | undefined {
  if (options.getEnd()) return 'end';
  return options.getStart() ? 'start' : undefined;
}

type SettingsMessage = CreateReq.Settings | UpdateReq.Settings;

function settingsFrom(message: SettingsMessage, start: GroupStart): GroupSettings {
  return {
    start,
    resolveLinks: message.getResolveLinks(),
    extraStatistics: message.getExtraStatistics(),
    messageTimeout: message.hasMessageTimeoutTicks()
      ? Number(message.getMessageTimeoutTicks()) / TICKS_PER_MILLISECOND
      : message.getMessageTimeoutMs(),
    maxRetryCount: message.getMaxRetryCount(),
    checkpointAfter: message.hasCheckpointAfterTicks()
      ? Number(message.getCheckpointAfterTicks()) / TICKS_PER_MILLISECOND
      : message.getCheckpointAfterMs(),
    minCheckpointCount: message.getMinCheckpointCount(),
    maxCheckpointCount: message.getMaxCheckpointCount(),
    maxSubscriberCount: message.getMaxSubscriberCount(),
    liveBufferSize: message.getLiveBufferSize(),
    readBatchSize: message.getReadBatchSize(),
    historyBufferSize: message.getHistoryBufferSize(),
    strategy: strategyOf(message),
  };
}

/** In the order of their numbers on the wire; the last has none and comes by its name. */
const STRATEGIES: readonly ConsumerStrategyName[] = ['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'];

/** The newer field is a name, and only a new group can be given one; clients that leave it empty fill the older one. */
function strategyOf(message: SettingsMessage): ConsumerStrategyName {
  const given = 'getConsumerStrategy' in message ? message.getConsumerStrategy() : '';
  const found = given === '' ? STRATEGIES[message.getNamedConsumerStrategy()] : STRATEGIES.find((name) => name === given);
  if (!found) throw new InvalidArgumentError(`'${given}' is not a consumer strategy.`);
  return found;
}
