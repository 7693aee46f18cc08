import type { JsonSchema } from './json-schema.ts';
import type { KnownError } from './problem-answers.ts';

const words: JsonSchema = { type: 'array', items: { type: 'string' } };
const refusal = (code: string, message: string, members: Readonly<Record<string, JsonSchema>> = {}) => ({
  code,
  status: 422,
  message,
  members,
});
const outage = (code: string, message: string) => ({ code, status: 502, message, members: {} });

/** What the provider says of a credential: its codes pass through as values, so the source has no error class of their own. */
export const codesOfTheProvider: readonly (KnownError & { readonly members: Readonly<Record<string, JsonSchema>> })[] = [
  refusal('CREDENTIAL_REJECTED', 'The provider does not take the credential.'),
  refusal('SCOPES_MISSING', 'The credential lacks scopes.', { missing: words, granted: words }),
  refusal('NOT_A_WORKSPACE_ADMIN', 'The account is no administrator of the workspace.'),
  refusal('WORKSPACE_NOT_FOUND', 'The account sees no such workspace.'),
  refusal('APP_PASSWORDS_REMOVED', 'The provider has removed app passwords; the detail says what to create instead.'),
  refusal('SECRET_UNREADABLE', 'The stored secret cannot be opened.'),
  refusal('PROVIDER_RATE_LIMITED', 'The account has no request left for now.', { retryAfterSeconds: { type: 'number' } }),
  outage('BITBUCKET_UNREACHABLE', 'The provider does not answer.'),
  outage('BITBUCKET_BAD_REQUEST', 'The provider did not understand us.'),
  outage('BITBUCKET_FORBIDDEN', 'The provider refused a request that the credential should be allowed.'),
  outage('BITBUCKET_SCOPES_MISSING', 'The provider refused a request for want of a scope.'),
  outage('BITBUCKET_NOT_FOUND', 'The provider does not know what it has told of.'),
  outage('BITBUCKET_GONE', 'The provider has removed what we asked.'),
  outage('BITBUCKET_ANSWER_UNREADABLE', 'The answer of the provider cannot be read.'),
];

const general = (status: number, code: string, message: string): KnownError => ({ status, code, message });

/** Those of the gateway itself, whatever a request is about. */
export const codesOfEveryRoute: readonly KnownError[] = [
  general(400, 'INVALID_REQUEST', 'The body, the query or a header does not have the form that it must have; `errors` names each field.'),
  general(400, 'BAD_REQUEST', 'The body is not valid JSON, or the address is malformed.'),
  general(401, 'UNAUTHORIZED', 'There is no token, or none of this installation.'),
  general(403, 'FORBIDDEN', 'The role of the token may not do this.'),
  general(404, 'NOT_FOUND', 'There is nothing at this address.'),
  general(413, 'CONTENT_TOO_LARGE', 'The body is larger than 100 kB.'),
  general(414, 'URI_TOO_LONG', 'The address is longer than 4,096 characters.'),
  general(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body is not JSON.'),
  general(429, 'TOO_MANY_ATTEMPTS', 'Too many wrong tokens came from this network.'),
  general(500, 'INTERNAL_ERROR', 'Something went wrong on our side.'),
  general(503, 'EVENT_STORE_UNAVAILABLE', 'The event store cannot be reached; try again.'),
  general(503, 'EVENT_STORE_ACCESS_DENIED', 'The event store does not let the gateway in.'),
  general(503, 'CONCURRENT_CHANGES', 'It kept changing while the request was decided; try again.'),
  general(503, 'READ_MODELS_STAND_STILL', 'The read models cannot apply an event; `GET /api/v1/read-models` names it.'),
  general(503, 'NOT_READY', 'The read models are catching up.'),
];

/** Codes of errors that no request meets: of work that nobody waits for. */
export const codesOfNoRoute: readonly string[] = ['TASK_NOT_FOUND', 'WINDOW_CLOSED'];

/** Answers that many routes have: the document tells them once, by these names. */
export const sharedAnswers: Readonly<Record<string, readonly string[]>> = {
  InvalidRequest: ['BAD_REQUEST', 'INVALID_REQUEST'],
  Unauthorized: ['UNAUTHORIZED'],
  Forbidden: ['FORBIDDEN'],
  KeyReused: ['IDEMPOTENCY_KEY_REUSED'],
  MovedOn: ['REVISION_MOVED'],
  TooLarge: ['CONTENT_TOO_LARGE'],
  AddressTooLong: ['URI_TOO_LONG'],
  UnsupportedMediaType: ['UNSUPPORTED_MEDIA_TYPE'],
  TooManyAttempts: ['TOO_MANY_ATTEMPTS'],
  InternalError: ['INTERNAL_ERROR'],
  Unavailable: ['EVENT_STORE_UNAVAILABLE', 'EVENT_STORE_ACCESS_DENIED', 'CONCURRENT_CHANGES', 'READ_MODELS_STAND_STILL'],
};
