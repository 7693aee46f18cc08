export * from './cron-schedule.ts';
export * from './daily-window.ts';
export * from './time-zone.ts';
