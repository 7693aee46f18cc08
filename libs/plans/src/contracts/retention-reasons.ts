/**
 * Why a snapshot is kept: it is one of the last so many; the newest of one of the last so many hours, days, weeks, months or years that have
 * one; or not older than so many days (`within`).
 */
export const retentionReasons = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly', 'within'] as const;

export type RetentionReason = (typeof retentionReasons)[number];
