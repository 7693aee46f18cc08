import { appendFile, open, readFile } from 'node:fs/promises';
import { anchorFrom, type Anchor } from './anchor.ts';

/** A line of a file of anchors that is none. */
export interface UnreadableAnchor {
  readonly line: number;
}

/** The anchors beside the event store, as JSON Lines: a file to be copied away. */
export class AnchorCopies {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** None when there is no file. */
  async read(): Promise<{ readonly anchors: readonly Anchor[]; readonly unreadable: readonly UnreadableAnchor[] }> {
    const text = await readFile(this.path, 'utf8').catch(nothingIfMissing);
    const lines = text.split('\n').map((json, index) => ({ json, line: index + 1 }));
    const anchors: Anchor[] = [];
    const unreadable: UnreadableAnchor[] = [];
    for (const { json, line } of lines.filter(({ json }) => json.trim() !== '')) {
      try {
        anchors.push(anchorFrom(json));
      } catch {
        unreadable.push({ line });
      }
    }
    return { anchors, unreadable };
  }

  /** Adds those that it does not hold yet. When this resolves, they are on disk. */
  async add(anchors: readonly Anchor[]): Promise<void> {
    const held = new Set((await this.read()).anchors.map(({ signature }) => signature));
    const lines = anchors.filter(({ signature }) => !held.has(signature)).map((anchor) => `${JSON.stringify(anchor)}\n`);
    if (lines.length === 0) return;
    await appendFile(this.path, lines.join(''), { mode: 0o600 });
    const file = await open(this.path, 'r');
    await file.sync().finally(() => file.close());
  }
}

function nothingIfMissing(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return '';
  throw error;
}
