/** Where to fetch from, and as whom. The password only ever goes to the origin of `url`. */
export interface GitRemote {
  /** http(s), without user name. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The checked address. A TypeError or RangeError says what is wrong, without repeating it: it might hold a secret. */
export function addressOf(remote: GitRemote): URL {
  const url = URL.parse(remote.url);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new TypeError('A git remote must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') throw new TypeError('The address of a git remote must not contain a user name');
  if (/[:\p{Cc}]/u.test(remote.username)) throw new RangeError('The user name of a git remote holds a colon or a control character');
  return url;
}

/**
 * Signs in without being asked, which saves the request that would be refused first. Passed to git in its environment: not in arguments,
 * which every process can list, not in the address, which ends up in messages, and not in a file.
 */
export function signInConfig(remote: GitRemote): [key: string, value: string] {
  return [`http.${addressOf(remote).origin}/.extraHeader`, `Authorization: Basic ${encodedCredential(remote)}`];
}

export function encodedCredential(remote: GitRemote): string {
  return Buffer.from(`${remote.username}:${remote.password}`, 'utf8').toString('base64');
}
