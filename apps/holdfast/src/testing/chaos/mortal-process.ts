import { startHoldfast, type StartedHoldfast } from '../workplace.ts';

/** How wrong the clock of a process is at its start, and how far it jumps when it is told to. */
export interface WrongClock {
  readonly skewMs: number;
  readonly jumpMs: number;
}

const CLOCK = new URL('./skewed-clock.mjs', import.meta.url).href;

/** Holdfast in one role, which is killed and started again as often as one likes. */
export class MortalProcess implements AsyncDisposable {
  readonly #settings: Readonly<Record<string, string>>;
  readonly #lastWords: string[] = [];
  #life: StartedHoldfast;
  #rebirth: Promise<void> = Promise.resolve();

  private constructor(settings: Readonly<Record<string, string>>, life: StartedHoldfast) {
    this.#settings = settings;
    this.#life = life;
  }

  static async start(settings: Readonly<Record<string, string>>, role: string, clock: WrongClock): Promise<MortalProcess> {
    const ofRole = { ...settings, HOLDFAST_ROLE: role };
    return new MortalProcess(ofRole, await startHoldfast({ ...ofRole, ...clockSettings(clock) }));
  }

  /** What it printed in all of its lives. */
  get output(): string {
    return [...this.#lastWords, this.#life.child.output()].join('\n');
  }

  /** `kill -9`, at once or, when it is just about to start, after that; then it lives on with another clock. */
  kill(clock: WrongClock): void {
    this.#rebirth = this.#rebirth.then(() => this.#startAgain(clock));
  }

  /** Its clock jumps. Nothing happens to a dead one. */
  jump(): void {
    this.#life.child.process.kill('SIGUSR2');
  }

  /** Resolves when it lives; rejects when it could not start again. */
  async alive(): Promise<void> {
    await this.#rebirth;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rebirth.catch(() => undefined);
    await this.#life.child.stop();
  }

  async #startAgain(clock: WrongClock): Promise<void> {
    this.#life.child.process.kill('SIGKILL');
    await this.#life.child.stop();
    this.#lastWords.push(this.#life.child.output());
    this.#life = await startHoldfast({ ...this.#settings, ...clockSettings(clock) });
  }
}

function clockSettings({ skewMs, jumpMs }: WrongClock): Record<string, string> {
  return { NODE_OPTIONS: `--import ${CLOCK}`, CLOCK_SKEW_MS: String(skewMs), CLOCK_JUMP_MS: String(jumpMs) };
}
