import { CronSchedule, isTimeZone, ScheduleError } from '@holdfast/schedule';
import { IsString, MaxLength, ValidateBy } from 'class-validator';

/** Any moment will do: whether a time ever comes does not depend on it. */
const SOME_TIME = new Date('2026-01-01T00:00:00Z');

/** What is wrong with a cron expression; null when nothing is. */
function faultOf(cron: unknown): string | null {
  try {
    if (new CronSchedule({ cron: String(cron), timezone: 'UTC' }).next(SOME_TIME)) return null;
    return 'it never comes';
  } catch (error) {
    return error instanceof ScheduleError ? 'it must have five fields of cron: minute hour day-of-month month day-of-week' : String(error);
  }
}

export function IsTimeZoneName(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && isTimeZone(value);
  const defaultMessage = () => '$property must be the name of a time zone, such as Europe/Vienna or UTC';
  return ValidateBy({ name: 'isTimeZoneName', validator: { validate, defaultMessage } });
}

/** When a plan's runs start by themselves. */
export class PlanScheduleRequest {
  @IsString()
  @MaxLength(200)
  @ValidateBy({
    name: 'isSchedule',
    validator: { validate: (value) => faultOf(value) === null, defaultMessage: (wrong) => `$property: ${faultOf(wrong?.value) ?? ''}` },
  })
  cron!: string;

  @IsString()
  @MaxLength(100)
  @IsTimeZoneName()
  timezone!: string;
}
