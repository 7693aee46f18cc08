/** The installation's first token, an administrator's. It is there before there is anybody who could create one. */
export const FIRST_TOKEN = { id: '00000000-0000-7000-8000-000000000001', name: 'administrator' } as const;
