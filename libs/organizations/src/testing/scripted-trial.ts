import { CredentialTrial, type Verdict } from '../application/credential-trial.port.ts';

type Tried = Parameters<CredentialTrial['try']>[0];

/** A provider that says what it is told to say, and remembers what it was asked. */
export class ScriptedTrial extends CredentialTrial {
  readonly tried: Tried[] = [];
  #verdict: Verdict | Error = new Error('the provider was asked, and nobody told it what to say');

  says(verdict: Verdict | Error): void {
    this.#verdict = verdict;
    this.tried.length = 0;
  }

  override async try(options: Tried): Promise<Verdict> {
    this.tried.push(options);
    if (this.#verdict instanceof Error) throw this.#verdict;
    return Promise.resolve(this.#verdict);
  }
}
