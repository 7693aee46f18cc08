/** A worker is there: nobody else takes what it has in hand before `until`, however long ago it took it. */
export interface WorkerSeen {
  readonly type: 'WorkerSeen';
  readonly data: { readonly workerId: string; readonly until: string };
}

export type WorkerEvent = WorkerSeen;

/** How each is read by its stored name, which never changes. */
export const workerEvents = { WorkerSeen: 'as-stored' } as const;

export const workerStream = (workerId: string): string => `worker-${workerId}`;
export const workerStreams = 'worker-';
