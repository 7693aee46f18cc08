import { isDeepStrictEqual } from 'node:util';

type Fields = Readonly<Record<string, unknown>>;

/** What one event says about one thing in its stream: a credential of an organization, or the stream's own subject (`''`). */
export interface Statement {
  readonly thing: string;
  /** Null when the thing is gone. */
  readonly fields: Fields | null;
}

/** What an event changed; null before a thing existed, and after it is gone. */
export interface Change {
  readonly before: Fields | null;
  readonly after: Fields | null;
}

/** Events whose name says the new value. */
const switches: Readonly<Record<string, Fields>> = {
  AdditionalCredentialsSwitchedOn: { additionalCredentials: true },
  AdditionalCredentialsSwitchedOff: { additionalCredentials: false },
  PlanCredentialEnabled: { enabled: true },
  PlanCredentialDisabled: { enabled: false },
  PlanPaused: { paused: true },
  PlanResumed: { paused: false },
};

/** What nobody had said anything about. */
const atFirst: Fields = { additionalCredentials: false, enabled: false, paused: false };

/** They tell that nothing changed. */
const refusals = /(Refused|Rejected)$/;
const endings = /(Removed|Deleted|Disconnected|Revoked)$/;

/** Fields that say of what or why, not how it is now. */
const notValues = new Set(['organizationId', 'planId', 'credentialId', 'tokenId', 'reason']);

/** What an event of a stream of settings says about which things. */
export function statementsOf(type: string, data: Fields): readonly Statement[] {
  const thing = textOr(data['credentialId'] ?? data['tokenId'], '');
  if (refusals.test(type)) return [];
  if (endings.test(type)) return [{ thing, fields: null }];
  const switched = switches[type];
  if (switched) return [{ thing, fields: switched }];
  if (isFields(data['after'])) return [{ thing, fields: data['after'] }];
  const { primary, ...own } = data;
  if (!isFields(primary)) return [{ thing, fields: valuesOf(own) }];
  return [
    { thing, fields: valuesOf(own) },
    { thing: textOr(primary['credentialId'], 'primary'), fields: valuesOf(primary) },
  ];
}

/** How a statement changes what was known of a thing; null when it says nothing new. */
export function changeOf(known: Fields | null, { fields }: Statement): Change | null {
  if (fields === null) return known && { before: known, after: null };
  const news = Object.keys(fields).filter((name) => !isDeepStrictEqual(valueOf(known, name), fields[name]));
  if (news.length === 0) return null;
  const earlier = Object.fromEntries(news.flatMap((name) => asEntry(name, valueOf(known, name))));
  const after = Object.fromEntries(news.map((name) => [name, fields[name]]));
  return { before: Object.keys(earlier).length > 0 ? earlier : null, after };
}

/** Events that carry both values themselves. */
export function changeWithin({ before, after, from, to }: Fields): Change | null {
  if (isFields(before) && isFields(after)) return { before, after };
  return isFields(from) && isFields(to) ? { before: from, after: to } : null;
}

function valueOf(known: Fields | null, name: string): unknown {
  return known !== null && Object.hasOwn(known, name) ? known[name] : atFirst[name];
}

function asEntry(name: string, value: unknown): [string, unknown][] {
  return value === undefined ? [] : [[name, value]];
}

function valuesOf(data: Fields): Fields {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !notValues.has(name)));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
