// Loaded into a process before everything else: its clock is wrong from the start, and jumps when it gets the signal SIGUSR2.

const RightDate = globalThis.Date;
let skew = Number(process.env['CLOCK_SKEW_MS'] ?? 0);
const jump = Number(process.env['CLOCK_JUMP_MS'] ?? 0);

globalThis.Date = class Date extends RightDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RightDate.now() + skew] : parts));
  }

  static now() {
    return RightDate.now() + skew;
  }
};

process.on('SIGUSR2', () => {
  skew += jump;
});
