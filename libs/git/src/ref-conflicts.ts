/**
 * Those of `existing` that stand in the way of `wanted`, because one would have to be a folder and a file at once: `a` and `a/b`.
 * A name that is wanted itself is never in the way.
 */
export function namesInTheWay(existing: readonly string[], wanted: readonly string[]): string[] {
  const names = new Set(wanted);
  const folders = new Set(wanted.flatMap(foldersOf));
  return existing.filter((name) => !names.has(name) && (folders.has(name) || foldersOf(name).some((folder) => names.has(folder))));
}

function foldersOf(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}
