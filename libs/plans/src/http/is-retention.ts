import { ValidateBy } from 'class-validator';
import { retentionReasons } from '../contracts/retention-reasons.ts';

const MESSAGE = `$property must say how many snapshots to keep, by reason, such as {"daily": 7}; the reasons are ${retentionReasons.join(', ')}`;

/** Whole numbers by reason. */
export function IsRetention(): PropertyDecorator {
  return ValidateBy({ name: 'isRetention', validator: { validate: isRetention, defaultMessage: () => MESSAGE } });
}

function isRetention(value: unknown): boolean {
  const rules = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return rules.every(([reason, kept]) => (retentionReasons as readonly string[]).includes(reason) && isCount(kept));
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100_000;
}
