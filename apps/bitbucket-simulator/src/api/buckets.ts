import type { Bucket } from '../limits/rate-limits.ts';

/** Which limit an operation counts for. What the documentation does not list counts as `api`. */
export function bucketOf(operation: string): Bucket {
  if (operation.includes('/hooks')) return 'webhooks';
  return operation.includes('/downloads/{filename}') || operation.includes('/src/{commit}') ? 'raw' : 'api';
}
