import { encodedCredential, type GitRemote } from './git-remote.ts';

/** What git said on stderr, without progress and without anything secret. */
export function readableStderr(stderr: string, remote?: GitRemote): string {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !isProgress(line)).join('\n');
  return withoutCredentials(said, remote);
}

/** `Receiving objects:  10% (1/10)`, `Checking connectivity: 12`, and how they end. */
function isProgress(line: string): boolean {
  return /\d+% \(\d+\/\d+\)|: \d+, done\.$|^[A-Z][a-z]+(?: [a-z]+)*: +\d+$/.test(line);
}

function withoutCredentials(text: string, remote: GitRemote | undefined): string {
  const clean = text.replace(/(https?:\/\/)[^\s/@]*@/gi, '$1***@');
  if (remote === undefined) return clean;
  const forms = [encodedCredential(remote), remote.password, encodeURIComponent(remote.password)];
  return forms.filter((form) => form !== '').reduce((safe, form) => safe.replaceAll(form, '***'), clean);
}
