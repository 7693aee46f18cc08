import { CredentialTrial, type TrialRequest, type Verdict } from '../application/credential-trial.port.ts';

/** A provider that says what it is told to say, and remembers what it was asked. */
export class ScriptedTrial extends CredentialTrial {
  readonly tried: TrialRequest[] = [];
  #verdict: Verdict | Error = new Error('the provider was asked, and nobody told it what to say');

  says(verdict: Verdict | Error): void {
    this.#verdict = verdict;
    this.tried.length = 0;
  }

  override async try(request: TrialRequest): Promise<Verdict> {
    this.tried.push(request);
    if (this.#verdict instanceof Error) throw this.#verdict;
    return Promise.resolve(this.#verdict);
  }
}
