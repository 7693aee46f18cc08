import { v7 } from 'uuid';
import type { IdGenerator } from './clock.ts';

/** Random ids that sort by the time they were made. */
export const systemIds: IdGenerator = () => v7();
