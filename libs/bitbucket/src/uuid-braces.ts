/** Bitbucket writes ids in braces. Ours have none: `{3f…}` and `3f…` are the same. */
export function withoutBraces(uuid: string): string {
  return uuid.replace(/^\{(.*)\}$/, '$1');
}

export function inBraces(id: string): string {
  return `{${withoutBraces(id)}}`;
}
