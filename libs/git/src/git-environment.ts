/** Nothing that the machine or its user configured for git may change what a backup contains, run a program or ask a question. */
const fencedConfig: readonly [key: string, value: string][] = [
  ['core.hooksPath', '/dev/null'],
  ['core.askPass', ''],
  ['credential.helper', ''],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['protocol.version', '2'],
  ['http.followRedirects', 'false'],
  ['transfer.bundleURI', 'false'],
  // Not refs: one file synchronized after the other takes minutes for many, and a mirror can be made again.
  ['core.fsync', 'objects,derived-metadata'],
  // Hashes and connectivity are always checked. The form of objects is not: what an old git once wrote must be captured as it is.
  ['transfer.fsckObjects', 'false'],
];

/** The file descriptor on which git reports its HTTP traffic. */
export const traceDescriptor = 3;

/** The whole environment of a git command: only `searchPath` comes from outside. */
export function gitEnvironment(searchPath: string, config: readonly [key: string, value: string][] = []): Record<string, string> {
  return {
    PATH: searchPath,
    LC_ALL: 'C',
    // Also keeps curl from a .netrc.
    HOME: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    // A mirror may have refs/replace/: they are captured like other refs, and must not put one object in the place of another.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'http:https',
    GIT_TRACE_CURL: String(traceDescriptor),
    GIT_TRACE_CURL_NO_DATA: '1',
    GIT_TRACE_REDACT: '1',
    ...inEnvironment([...fencedConfig, ...config]),
  };
}

function inEnvironment(config: readonly [key: string, value: string][]): Record<string, string> {
  const pairs = config.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(config.length), ...(Object.fromEntries(pairs) as Record<string, string>) };
}
