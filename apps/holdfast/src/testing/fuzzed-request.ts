import fc from 'fast-check';

export interface FuzzedRequest {
  /** For the parameters of the path, not encoded yet. */
  readonly parameters: string[];
  /** Empty, or with its question mark. */
  readonly query: string;
  /** Undefined for none. */
  readonly body: string | undefined;
}

/** Fields of requests, and names that are none. */
const names = [
  ...[
    'name',
    'label',
    'workspace',
    'organizationId',
    'snapshotId',
    'credential',
    'kind',
    'email',
    'token',
    'key',
    'secret',
    'role',
    'confirm',
  ],
  ...['repositories', 'include', 'exclude', 'content', 'git', 'lfs', 'metadata', 'schedule', 'cron', 'timezone', 'window', 'start', 'end'],
  ...[
    'retention',
    'additionalCredentials',
    'enabled',
    'credentialIds',
    'target',
    'path',
    'slug',
    'project',
    'expiresAt',
    'reason',
    'accounts',
  ],
  ...['limit', 'cursor', 'planId', 'runId', 'status', 'actor', 'type', 'subject', 'from', 'to', 'q', 'saga', 'daily', 'windowSeconds'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'length', 'then', '', '.', '$where'],
];

const words = [
  ...['', ' ', '\0', '\u202e', '\ud800', '🗄️', '../../etc/passwd', '*', '%', "'; DROP TABLE plan; --", 'x'.repeat(3_000)],
  ...['api_token', 'access_token', 'directory', 'bitbucket', 'running', 'null', 'NaN', '-0', '1e999', '2026-02-30', '2026-11-22T08:00:00Z'],
];

const anyText = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 30 }), fc.uuid());
const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 63));

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(anyText, anyNumber, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
  ),
}));

const anyFields = fc.dictionary(fc.constantFrom(...names), anyValue, { maxKeys: 12 });

/** Deeper than a stack. */
const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;

/** Well-formed JSON, mostly an object with names of our fields. */
export const anyBody = fc.oneof(
  { weight: 6, arbitrary: anyFields.map((fields) => JSON.stringify(fields)) },
  { weight: 2, arbitrary: fc.oneof(fc.array(anyValue), fc.dictionary(fc.string(), anyValue)).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, '{}', '[]', deep) },
);

/** A dot alone would be another address; so would nothing. */
export const anyParameter = anyText.map((text) => text.toWellFormed()).filter((text) => !['', '.', '..'].includes(text));

export const anyQuery = fc
  .array(fc.tuple(fc.constantFrom(...names, 'limit[]', 'q[a][b]'), anyText), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text.slice(0, 300).toWellFormed())}`))
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`));

/** What a parser of JSON does not take, or must not. */
export const brokenBodies = [
  ...['{', '{"name":}', '{"name":"x",}', "{'name':'x'}", '{"a":1}{"b":2}', 'NaN', '"text"', '7', 'null ', '\u0000', '<plan/>'],
  `{"name":"${'x'.repeat(200_000)}"}`,
];
