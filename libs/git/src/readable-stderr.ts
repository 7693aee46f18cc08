import { encodedCredential, type GitRemote } from './git-remote.ts';

/** What git said on stderr, without progress and without anything secret. */
export function readableStderr(stderr: string, remote?: GitRemote): string {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/\d+% \(\d+\/\d+\)|: \d+, done\.$/.test(line)).join('\n');
  return withoutCredentials(said, remote);
}

function withoutCredentials(text: string, remote: GitRemote | undefined): string {
  const clean = text.replace(/(https?:\/\/)[^\s/@]*@/gi, '$1***@');
  if (remote === undefined) return clean;
  const forms = [encodedCredential(remote), remote.password, encodeURIComponent(remote.password)];
  return forms.filter((form) => form !== '').reduce((safe, form) => safe.replaceAll(form, '***'), clean);
}
