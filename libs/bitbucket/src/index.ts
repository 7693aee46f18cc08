export { type AnswerHeaders, type CredentialFacts } from './answer-headers.ts';
export { pathOf, type Query, type QueryValue } from './api-address.ts';
export { BitbucketClient, type Answer, type BitbucketClientOptions, type GetOptions } from './bitbucket-client.ts';
export {
  BitbucketAnswerError,
  BitbucketBadRequestError,
  BitbucketCredentialRejectedError,
  BitbucketError,
  BitbucketForbiddenError,
  BitbucketForeignLinkError,
  BitbucketGoneError,
  BitbucketNotFoundError,
  BitbucketRateLimitedError,
  BitbucketRefusalError,
  BitbucketScopesMissingError,
  BitbucketUnreachableError,
} from './bitbucket.errors.ts';
export { type CredentialSecret } from './credential-secret.ts';
export {
  singleCredential,
  type Bucket,
  type CredentialSource,
  type CredentialUse,
  type RateLimitHints,
  type RequestOutcome,
} from './credential-source.ts';
export {
  type AcceptedCredential,
  type CredentialProblem,
  type CredentialProblemCode,
  type CredentialRefusalCode,
  type CredentialVerdict,
  type ProviderAccount,
  type RefusedCredential,
  type RepositoriesNotSeen,
  type TrialRequests,
  type TriedCredential,
  type WorkspaceMembership,
  type WorkspaceSummary,
} from './credential-verdict.ts';
export { featuresOf, type Feature, type FeatureUse } from './features.ts';
export { cloneUrl, gitCredential, type GitCredential } from './git-access.ts';
export { type JsonObject } from './json.ts';
export { OAuthTokens } from './oauth-tokens.ts';
export { type ListPage } from './page.ts';
export { listPullRequestComments, listPullRequests, type PullRequest, type PullRequestComment } from './pull-requests.ts';
export { getRepository, listRepositories, repositoryPath, type Repository, type RepositoryAddress } from './repositories.ts';
export { pauseMs, sleepFor, type Sleep } from './retry-pause.ts';
export { contentScopes } from './scopes.ts';
export { tryCredential, type TryCredentialOptions } from './try-credential.ts';
