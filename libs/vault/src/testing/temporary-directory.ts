import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh directory. The operating system clears it away; a failed test leaves its evidence. */
export const temporaryDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'holdfast-vault-'));
