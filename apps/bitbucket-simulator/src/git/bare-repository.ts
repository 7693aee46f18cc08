import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const configuration = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[gc]
\tauto = 0
[http]
\treceivepack = true
[uploadpack]
\tallowFilter = true
[receive]
\tautogc = false
[fastimport]
\tunpackLimit = 0
`;

/** Does what `git init --bare` does, without a process: seeding makes hundreds of them. */
export async function createBareRepository(directory: string, mainBranch: string): Promise<void> {
  await Promise.all(
    ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info'].map((name) => mkdir(join(directory, name), { recursive: true })),
  );
  await Promise.all([
    writeFile(join(directory, 'HEAD'), `ref: refs/heads/${mainBranch}\n`),
    writeFile(join(directory, 'config'), configuration),
  ]);
}
