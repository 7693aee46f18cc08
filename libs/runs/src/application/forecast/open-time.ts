import type { PlanWindow } from '@holdfast/plans/contracts';
import { windowAt, type DailyWindow } from '@holdfast/schedule';

const DAY_SECONDS = 86_400;
/** A window is not followed further than that. */
const MOST_DAYS = 366;

/** How long a window is open each day, when no clock is changed. */
export function secondsOpen({ start, end }: PlanWindow): number {
  return (secondsOf(end) - secondsOf(start) + DAY_SECONDS) % DAY_SECONDS;
}

/** When work of so many seconds is done, in a window or at any time; null when that is more than a year ahead. */
export function endOf(window: DailyWindow | undefined, now: Date, seconds: number): Date | null {
  return window ? endWithin(window, now, seconds) : new Date(now.getTime() + seconds * 1_000);
}

/** When work of so many seconds is done that only goes on while the window is open; null when that is more than a year ahead. */
export function endWithin(window: DailyWindow, now: Date, seconds: number): Date | null {
  let [at, left] = [now, seconds * 1_000];
  for (let turn = 0; turn < 2 * MOST_DAYS; turn++) {
    const { isOpen, until } = windowAt(window, at);
    const open = isOpen ? until.getTime() - at.getTime() : 0;
    if (isOpen && left <= open) return new Date(at.getTime() + left);
    left -= open;
    at = until;
  }
  return null;
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 3_600 + minutes * 60;
}
