import type { FilterExpression } from '../subscriptions/filter-expression.ts';
import { InvalidArgumentError } from './service-errors.ts';

interface ExpressionMessage {
  getRegex(): string;
  getPrefixList(): string[];
}

/** What the filters of reads and of persistent subscriptions have in common, in two classes without a common ancestor. */
export interface FilterMessage {
  getStreamIdentifier(): ExpressionMessage | undefined;
  getEventType(): ExpressionMessage | undefined;
}

/** @throws InvalidArgumentError when there is nothing to filter by, or the regular expression is none */
export function filterExpressionFrom(message: FilterMessage): FilterExpression {
  const byStream = message.getStreamIdentifier();
  const expression = byStream ?? message.getEventType();
  if (!expression) throw new InvalidArgumentError('The filter names neither streams nor event types.');
  const regex = expression.getRegex();
  if (regex !== '') refuseBrokenExpression(regex);
  return { on: byStream ? 'stream' : 'type', prefixes: expression.getPrefixList(), ...(regex !== '' && { regex }) };
}

function refuseBrokenExpression(source: string): void {
  try {
    new RegExp(source, 'u');
  } catch {
    throw new InvalidArgumentError(`'${source}' is not a regular expression.`);
  }
}
