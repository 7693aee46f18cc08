/** An answer that is not a success. Thrown by handlers; the server sends it as it is. */
export class ApiProblem extends Error {
  readonly code = 'API_PROBLEM';
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly headers: Record<string, string>;

  constructor(status: number, body: string | ErrorBody, headers: Record<string, string> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = typeof body === 'string' ? body : JSON.stringify(body);
    this.contentType = typeof body === 'string' ? 'text/plain' : 'application/json';
    this.headers = headers;
  }
}

export interface ErrorBody {
  readonly type: 'error';
  readonly error: { readonly message: string; readonly detail?: unknown; readonly fields?: unknown; readonly data?: unknown };
  readonly data?: unknown;
}

export function errorBody(message: string, more: Omit<ErrorBody['error'], 'message'> = {}): ErrorBody {
  return { type: 'error', error: { message, ...more } };
}

// The texts below were published or seen on the live service: clients are known to compare them.

const basicChallenge = { 'www-authenticate': 'Basic realm="Bitbucket.org HTTP"' };

export function invalidToken(): ApiProblem {
  return new ApiProblem(401, errorBody('Token is invalid, expired, or not supported for this endpoint.'), basicChallenge);
}

export function loginFailed(): ApiProblem {
  const documentation = 'https://developer.atlassian.com/cloud/bitbucket/rest/intro/#authentication';
  const text = `Login failed due to incorrect login credentials or method.\nFor information on authentication methods for Bitbucket Cloud APIs, visit:\n    ${documentation}`;
  return new ApiProblem(401, text, basicChallenge);
}

export function scopesMissing(required: readonly string[], granted: readonly string[]): ApiProblem {
  return new ApiProblem(403, errorBody('Your credentials lack one or more required privilege scopes.', { detail: { required, granted } }));
}

export function forbidden(): ApiProblem {
  return new ApiProblem(403, errorBody('Forbidden'));
}

export const noRepositoryText =
  'You may not have access to this repository or it no longer exists in this workspace. If you think this repository exists and you have access, make sure you are authenticated.';

export function noRepository(): ApiProblem {
  return new ApiProblem(404, errorBody(noRepositoryText));
}

export function noWorkspace(identifier: string): ApiProblem {
  return new ApiProblem(404, errorBody(`No workspace with identifier '${identifier}'.`));
}

export function noSuchUrl(): ApiProblem {
  return new ApiProblem(404, errorBody('Resource not found', { detail: 'There is no API hosted at this URL' }));
}

export function notFound(message = 'Not found'): ApiProblem {
  return new ApiProblem(404, errorBody(message));
}

export function badRequest(message: string, fields?: Record<string, string[]>): ApiProblem {
  return new ApiProblem(400, errorBody(message, fields ? { fields } : {}));
}

export function functionalityRemoved(): ApiProblem {
  const data = { announcement_url: 'https://developer.atlassian.com/cloud/bitbucket/changelog#CHANGE-2770' };
  const detail = 'Please read the changelog entry for more details.';
  return new ApiProblem(410, { ...errorBody('CHANGE-2770 - Functionality has been deprecated', { detail, data }), data });
}

/** The 1.0 API. */
export function apiRemoved(): ApiProblem {
  return new ApiProblem(410, errorBody('Resource removed', { detail: 'This API is no longer supported.' }));
}

export const rateLimitText = 'Rate limit for this resource has been exceeded';

export function rateLimited(asJson: boolean): ApiProblem {
  return new ApiProblem(429, asJson ? errorBody(rateLimitText) : rateLimitText);
}

/** What this status usually comes with. */
export function problemOfStatus(status: number, limitBodyAsJson: boolean): ApiProblem {
  if (status === 401) return invalidToken();
  if (status === 403) return forbidden();
  if (status === 404) return noRepository();
  if (status === 410) return functionalityRemoved();
  if (status === 429) return rateLimited(limitBodyAsJson);
  return new ApiProblem(status, status === 503 || status === 502 ? 'upstream connect error' : errorBody('Something went wrong'));
}
