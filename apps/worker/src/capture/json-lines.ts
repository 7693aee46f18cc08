import type { Readable } from 'node:stream';

/** Each line of a stream of JSON lines, parsed. Only a line feed ends a line: JSON may hold the other line ends of Unicode. */
export async function* jsonLines(content: Readable): AsyncGenerator<unknown, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of content as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield JSON.parse(rest);
}
