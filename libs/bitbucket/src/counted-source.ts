import type { Bucket, CredentialSource } from './credential-source.ts';

/** Requests that were sent, by what Bitbucket counts separately. One without an answer is among them: it may have counted. */
export type RequestCounts = Partial<Record<Bucket, number>>;

/** The source, adding what is sent with it to `counts`. */
export function countedSource(source: CredentialSource, counts: RequestCounts): CredentialSource {
  return {
    async next(bucket, signal) {
      const use = await source.next(bucket, signal);
      return {
        secret: use.secret,
        settle(outcome, requests = 1) {
          counts[bucket] = (counts[bucket] ?? 0) + requests;
          return use.settle(outcome, requests);
        },
      };
    },
  };
}
