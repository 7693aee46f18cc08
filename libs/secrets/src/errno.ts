/** Whether the system refused with this code, such as `ENOENT`. */
export const isErrno = (error: unknown, code: string): boolean => errnoOf(error) === code;

/** The system's code for a failure, which unlike its message names no file. */
export const errnoOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
