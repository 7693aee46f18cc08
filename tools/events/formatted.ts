import { format, resolveConfig } from 'prettier';

/** A text as the repository's formatter writes it in this file. */
export async function formatted(text: string, file: string): Promise<string> {
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}
