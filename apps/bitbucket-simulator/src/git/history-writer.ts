/** Who and when, as git stores it. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: Date;
}

export interface FileChange {
  readonly path: string;
  /** null deletes the file. */
  readonly content: Buffer | string | null;
  readonly mode?: '100644' | '100755' | '120000';
}

export interface NewCommit {
  readonly ref: string;
  readonly author: Signature;
  readonly message: string;
  /** A mark of this stream, or anything git can resolve; none for a root commit. */
  readonly parent?: number | string;
  readonly merges?: readonly (number | string)[];
  readonly changes: readonly FileChange[];
}

/** Writes what `git fast-import` reads. Commits are known by their mark until git has made their hashes. */
export class HistoryWriter {
  readonly #parts: Buffer[] = [];
  #lastMark = 0;

  commit({ ref, author, message, parent, merges = [], changes }: NewCommit): number {
    this.#lastMark += 1;
    if (parent === undefined) this.#line(`reset ${ref}`);
    this.#line(`commit ${ref}`);
    this.#line(`mark :${this.#lastMark}`);
    this.#line(`committer ${signed(author)}`);
    this.#data(message);
    if (parent !== undefined) this.#line(`from ${reference(parent)}`);
    for (const merged of merges) this.#line(`merge ${reference(merged)}`);
    for (const change of changes) this.#change(change);
    this.#line('');
    return this.#lastMark;
  }

  annotatedTag(name: string, target: number, tagger: Signature, message: string): void {
    this.#line(`tag ${name}`);
    this.#line(`from ${reference(target)}`);
    this.#line(`tagger ${signed(tagger)}`);
    this.#data(message);
  }

  /** Also for a lightweight tag. */
  pointRef(ref: string, target: number): void {
    this.#line(`reset ${ref}\nfrom ${reference(target)}\n`);
  }

  /** The commits stay in the object store, reachable by nothing. */
  deleteRef(ref: string): void {
    this.#line(`reset ${ref}\nfrom ${'0'.repeat(40)}\n`);
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #change({ path, content, mode = '100644' }: FileChange): void {
    if (content === null) {
      this.#line(`D ${path}`);
    } else {
      this.#line(`M ${mode} inline ${path}`);
      this.#data(content);
    }
  }

  #data(content: Buffer | string): void {
    const bytes = Buffer.from(content as string);
    this.#line(`data ${bytes.length}`);
    this.#parts.push(bytes, newline);
  }

  #line(text: string): void {
    this.#parts.push(Buffer.from(`${text}\n`));
  }
}

const newline = Buffer.from('\n');

function reference(target: number | string): string {
  return typeof target === 'number' ? `:${target}` : target;
}

function signed({ name, email, date }: Signature): string {
  return `${name} <${email}> ${Math.floor(date.getTime() / 1000)} +0000`;
}
