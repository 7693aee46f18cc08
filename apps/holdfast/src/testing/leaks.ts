import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every form in which a secret could lie about: as it is, in base64 (also behind a login), for URLs, in hex. */
export function formsOf(secret: string, login = ''): readonly string[] {
  const bytes = Buffer.from(secret);
  const forms = [
    ...[secret, encodeURIComponent(secret)],
    ...[bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
    ...['x-token-auth', 'x-bitbucket-api-token-auth', login].map((name) => Buffer.from(`${name}:${secret}`).toString('base64')),
  ];
  // The end of a base64 text changes with what follows.
  return [...new Set(forms.map((form) => form.replace(/=+$/, '')))];
}

export function holdsOneOf(text: string | Buffer, forms: readonly string[]): boolean {
  return forms.some((form) => text.includes(form));
}

/** The files below a directory that hold one of the forms. */
export async function filesHolding(directory: string, forms: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map(async (file) => [file, await readFile(file)] as const));
  return contents.filter(([, content]) => holdsOneOf(content, forms)).map(([file]) => file);
}

/** Looks again and again at the arguments of all processes of this machine, where `/proc` shows them, until it is disposed. */
export class ProcessWatch implements Disposable {
  readonly #seen = new Set<string>();
  readonly #timer = setInterval(() => {
    this.#look();
  }, 10);

  /** All argument lists so far, one a line. */
  get argumentLists(): string {
    return [...this.#seen].join('\n');
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const name of namesIn('/proc')) if (/^\d+$/.test(name)) this.#seen.add(argumentsOf(name));
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // not Linux
  }
}

function argumentsOf(processId: string): string {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // it is gone
  }
}
