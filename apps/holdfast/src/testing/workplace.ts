import type { Child } from './child.ts';
import { startChild } from './child.ts';

/** One of the credentials that the simulator printed. */
export interface SimulatedCredential {
  readonly label: string;
  readonly account: string;
  readonly email: string;
  readonly token: string;
}

/** An access token is an account of its own. */
export interface SimulatedToken {
  readonly label: string;
  readonly account: string;
  readonly token: string;
}

/** A running simulator, as far as demo and tests look at it. */
export interface SimulatedBitbucket {
  readonly apiUrl: string;
  readonly gitUrl: string;
  readonly workspace: { readonly slug: string };
  readonly admin: SimulatedCredential;
  readonly additional: readonly SimulatedCredential[];
  /** Those that are no good for a backup, each in its own way. */
  readonly others: OtherCredentials;
  readonly child: Child;
  /** A request to the control interface. */
  control<T>(action: string, body?: object): Promise<T>;
}

export interface OtherCredentials {
  readonly withoutPullRequests: SimulatedCredential;
  readonly nonAdmin: SimulatedCredential;
  readonly stranger: SimulatedCredential;
  readonly expired: SimulatedCredential;
  /** Of the administrator, as is `admin`. */
  readonly adminSecondToken: SimulatedCredential;
  readonly workspaceAccessToken: SimulatedToken;
  readonly projectAccessToken: SimulatedToken;
  readonly repositoryAccessToken: SimulatedToken;
  readonly oauthConsumer: { readonly label: string; readonly key: string; readonly secret: string };
  readonly deadAppPassword: { readonly username: string; readonly password: string };
}

interface SimulatorLine {
  readonly apiUrl: string;
  readonly gitUrl: string;
  readonly workspace: { readonly slug: string };
  readonly credentials: { readonly admin: SimulatedCredential; readonly additional: readonly SimulatedCredential[] } & OtherCredentials;
}

export async function startSimulatedBitbucket(environment: Readonly<Record<string, string>>): Promise<SimulatedBitbucket> {
  const child = await startChild('apps/bitbucket-simulator/src/main.ts', environment, /^\{.*\}$/);
  const { apiUrl, gitUrl, workspace, credentials } = JSON.parse(child.ready[0]) as SimulatorLine;
  const { origin } = new URL(apiUrl);
  return {
    ...{ apiUrl, gitUrl, workspace, child },
    ...{ admin: credentials.admin, additional: credentials.additional, others: credentials },
    control: async <T>(action: string, body?: object) => {
      const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await fetch(`${origin}/_control/${action}`, init);
      if (!answer.ok) throw new Error(`the simulator answered ${answer.status} to ${action}`);
      return (await answer.json()) as T;
    },
  };
}

export interface StartedHoldfast {
  readonly url: string;
  readonly child: Child;
}

/** Starts Holdfast as `npm start` does, on any free port unless the environment names one. */
export async function startHoldfast(environment: Readonly<Record<string, string>>): Promise<StartedHoldfast> {
  const child = await startChild('apps/holdfast/src/main.ts', { PORT: '0', ...environment }, /^Holdfast listens on (\S+)$/);
  return { url: child.ready[1] ?? '', child };
}
