// Runs the TypeScript sources as they are (`node --import ./tools/typescript.mjs`). Node strips types by itself but has no decorators,
// so swc compiles each file when it is first imported; what came out is kept in `node_modules/.cache`, so that a start has nothing to compile and
// does not load the compiler. Imports name the real file (`./plan.ts`): nothing is resolved here.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { swcOptions } from './swc-options.mjs';

const require = createRequire(import.meta.url);
const cache = fileURLToPath(new URL('../node_modules/.cache/holdfast/', import.meta.url));
const compiler = JSON.stringify([swcOptions, require('@swc/core/package.json').version]);

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
  },
});

function compiled(filename) {
  const source = readFileSync(filename, 'utf8');
  const key = createHash('sha256').update(compiler).update(filename).update(source).digest('hex');
  return kept(key) ?? keep(key, require('@swc/core').transformSync(source, { ...swcOptions, filename }).code);
}

function kept(key) {
  try {
    return readFileSync(`${cache}${key}.mjs`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whole or not at all: several processes may start at once. Where nothing can be written, everything is compiled each time. */
function keep(key, code) {
  const unfinished = `${cache}${key}.${process.pid}.${threadId}`;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(unfinished, code);
    renameSync(unfinished, `${cache}${key}.mjs`);
  } catch {
    // The next start compiles it again.
  }
  return code;
}
