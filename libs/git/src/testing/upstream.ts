import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const environment = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
  HOME: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Jo',
  GIT_AUTHOR_EMAIL: 'jo@acme.example',
  GIT_COMMITTER_NAME: 'Jo',
  GIT_COMMITTER_EMAIL: 'jo@acme.example',
  GIT_COMMITTER_DATE: '1700000000 +0000',
};

/** A bare repository as somebody else works on it, with plain git. */
export class Upstream {
  readonly dir: string;
  private commits = 0;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static create(root: string, name = 'web.git'): Upstream {
    const upstream = new Upstream(join(root, name));
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', upstream.dir], { env: environment });
    return upstream;
  }

  git(args: readonly string[], input: string | Buffer = ''): string {
    const all = ['-c', 'advice.nestedTag=false', '-c', 'core.fsync=none', '--git-dir', this.dir, ...args];
    return execFileSync('git', all, { env: environment, input, encoding: 'utf8', maxBuffer: 1e8 }).trim();
  }

  /** Commits files on top of `parents` (none: a root commit), points `ref` there, and returns the commit. */
  commit(ref: string, files: Record<string, string> = {}, parents: readonly string[] = []): string {
    this.commits += 1;
    const message = `commit ${this.commits}`;
    const [first, ...merged] = parents;
    const lines = [
      `commit ${ref}`,
      'mark :1',
      'committer Jo <jo@acme.example> 1700000000 +0000',
      `data ${message.length}`,
      message,
      ...(first === undefined ? [] : [`from ${first}`]),
      ...merged.map((parent) => `merge ${parent}`),
      ...Object.entries(files).flatMap(([path, text]) => [`M 100644 inline ${path}`, `data ${Buffer.byteLength(text)}`, text]),
      '',
      'get-mark :1',
      '',
    ];
    const clear = first === undefined && this.has(ref) ? `reset ${ref}\n` : '';
    return this.git(['fast-import', '--quiet', '--force'], clear + lines.join('\n'));
  }

  tag(name: string, target: string): string {
    this.git(['tag', '-a', '-m', `about ${name}`, name, target]);
    return this.git(['rev-parse', `refs/tags/${name}`]);
  }

  blob(content: string): string {
    return this.git(['hash-object', '-w', '--stdin'], content);
  }

  refs(): Record<string, string> {
    const lines = this.git(['for-each-ref', '--format=%(refname) %(objectname)']).split('\n').filter(Boolean);
    return Object.fromEntries(lines.map((line) => line.split(' ') as [string, string]));
  }

  private has(ref: string): boolean {
    return this.git(['for-each-ref', ref]) !== '';
  }
}
