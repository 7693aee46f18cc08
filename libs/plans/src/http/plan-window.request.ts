import { MayBeOmitted } from '@holdfast/http';
import { isTimeOfDay } from '@holdfast/schedule';
import { IsString, MaxLength, ValidateBy, type ValidationArguments } from 'class-validator';
import type { PlanWindow } from '../contracts/plan.events.ts';
import { IsTimeZoneName } from './plan-schedule.request.ts';

function IsTimeOfDay(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && isTimeOfDay(value);
  return ValidateBy({
    name: 'isTimeOfDay',
    validator: { validate, defaultMessage: () => '$property must be a time of day such as 22:00' },
  });
}

function isNotItsStart(end: unknown, validation?: ValidationArguments): boolean {
  return end !== (validation?.object as PlanWindowRequest | undefined)?.start;
}

/** The time of the day in which a plan's runs may send requests. */
export class PlanWindowRequest {
  @IsTimeOfDay()
  start!: string;

  @IsTimeOfDay()
  @ValidateBy({
    name: 'hasLength',
    validator: { validate: isNotItsStart, defaultMessage: () => 'end must not be start: the window would have no length' },
  })
  end!: string;

  @MayBeOmitted()
  @IsString()
  @MaxLength(100)
  @IsTimeZoneName()
  timezone?: string;
}

export function planWindowOf({ start, end, timezone }: PlanWindowRequest): PlanWindow {
  return { start, end, ...(timezone !== undefined && { timezone }) };
}
