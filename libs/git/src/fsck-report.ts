export interface FsckReport {
  /** Objects that are whole but not as git writes them today, such as a missing e-mail: they came so from upstream. */
  readonly peculiarities: readonly string[];
}

/**
 * Tells damage from oddities in what `git fsck` said: the oddities, or null when anything is damaged or missing. Exit codes are bits;
 * 1 stands for oddities as well as for damage, so its lines decide.
 */
export function readFsck(exitCode: number, output: string): FsckReport | null {
  const lines = output.split('\n').map((line) => line.trim());
  const peculiarities = lines.filter(isPeculiarity);
  if (exitCode === 0) return { peculiarities };
  const harmless = exitCode === 1 && lines.every((line) => line === '' || isPeculiarity(line) || isRemark(line));
  return harmless && peculiarities.length > 0 ? { peculiarities } : null;
}

/** `error in commit <oid>: missingEmail: …` */
function isPeculiarity(line: string): boolean {
  return /^(error|warning) in (commit|tag|tree|blob) [0-9a-f]{40,64}: \w+: /.test(line);
}

function isRemark(line: string): boolean {
  return line.startsWith('notice: ') || line.startsWith('dangling ');
}
