const text = { type: 'string' } as const;

/** What every route has in common, by the place that the document refers to. */
export const sharedParts = {
  securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token of this installation.' } },
  parameters: {
    'X-Request-Id': {
      ...{ name: 'X-Request-Id', in: 'header', schema: { ...text, pattern: '^[\\w.:@=+/-]{1,100}$' } },
      description: 'Identifies the request in its answer, in logs and, as `correlationId`, in the audit trail. Made when it is not given.',
    },
    'Idempotency-Key': {
      ...{ name: 'Idempotency-Key', in: 'header', schema: { ...text, minLength: 1, maxLength: 255 } },
      description: 'The same key with the same body has one effect and the same answer.',
    },
    'If-Match': {
      ...{ name: 'If-Match', in: 'header', schema: text, example: '"7"' },
      description: 'The `ETag` of what was looked at, or `*`: the change is refused (412) when it has moved on since.',
    },
  },
  headers: {
    'X-Request-Id': { description: 'Identifies the request in logs and in the audit trail.', schema: text },
    ETag: { description: 'The revision, for `If-Match`; of what is cached, for `If-None-Match`.', schema: text },
    'Idempotency-Replayed': { description: '`true` when the answer is one that was stored.', schema: text },
    'Retry-After': { description: 'Seconds.', schema: text },
    'WWW-Authenticate': { description: '`Bearer`.', schema: text },
  },
} as const;
