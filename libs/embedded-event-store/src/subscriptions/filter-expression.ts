import type { EventFilter } from '../storage/event-reader.ts';

/** Which events to deliver, as a client says it and as it is kept with a persistent subscription. A regular expression wins over prefixes. */
export interface FilterExpression {
  readonly on: 'stream' | 'type';
  readonly prefixes: readonly string[];
  readonly regex?: string;
}

/** @throws SyntaxError when the regular expression is none */
export function eventFilter({ on, prefixes, regex }: FilterExpression): EventFilter {
  const matches = regex === undefined ? startsWithOneOf(prefixes) : matching(new RegExp(regex, 'u'));
  return on === 'stream' ? ({ streamName }) => matches(streamName) : ({ type }) => matches(type);
}

function startsWithOneOf(prefixes: readonly string[]): (text: string) => boolean {
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

function matching(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}
