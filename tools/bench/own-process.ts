import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/**
 * Runs a file in a process of its own, whose memory nothing before has touched. It gets the arguments, and answers with one JSON value on
 * its standard output.
 */
export async function inOwnProcess<Answer>(file: URL, ...args: readonly string[]): Promise<Answer> {
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(file), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [answer, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`${fileURLToPath(file)} ended with ${code ?? 'a signal'}.`);
  return JSON.parse(answer) as Answer;
}
