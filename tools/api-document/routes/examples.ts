/** Ids and times that the examples share, so that they tell one story. */
export const ids = {
  organization: '019ab2d4-6c1e-7a44-9d1c-3f0b6a2e1c01',
  primary: '019ab2d4-6c1e-7a44-9d1c-4a1f5be07703',
  additional: '019ab2d9-10f3-7b0e-8a55-71c3de0a9b02',
  plan: '019ab2e1-4f60-7d0a-9c3b-5a2e8f7d6c05',
  run: '019ab300-0000-7e21-8d4f-16b7c8d9ea06',
  task: '019ab300-085d-7a10-b0c4-2f3e4d5c6b08',
  repository: '019ab300-0811-7c3f-a6d2-8b9c0d1e2f07',
  snapshot: '019ab303-41d2-7f00-8123-9a8b7c6d5e0b',
  restore: '019ab410-22b1-7e55-9e10-0f1e2d3c4b0c',
  token: '019ab2d0-1a2b-7c3d-8e4f-5a6b7c8d9e00',
  event: '019ab300-0902-7b11-8c22-1d2e3f4a5b0d',
  parked: '5f0f3c1ad0a5a4a1f9c8b5f3be1cc1cf',
} as const;

export const primaryAccount = { id: '5f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f', name: 'Ada Backup' } as const;
export const secondAccount = { id: '8b2f6a1d-3c4e-4f5a-9b6c-0d1e2f3a4b5c', name: 'Second Backup' } as const;

/** A page that is the last one. */
export const pageOf = <T>(...items: readonly T[]) => ({ items, nextCursor: null });
