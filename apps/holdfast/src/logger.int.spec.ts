import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const typescript = new URL('../../../tools/typescript.mjs', import.meta.url).href;
const source = new URL('./logger.ts', import.meta.url).href;

/** What a process that logs like this writes to its two outputs. */
function outputsOf(statements: string): { stdout: string; lines: Record<string, unknown>[] } {
  const script = `import { JsonLogger } from '${source}';\nconst logger = new JsonLogger();\n${statements}`;
  const flags = ['--disable-warning=ExperimentalWarning', '--import', typescript, '--input-type=module'];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '--eval', script], { encoding: 'utf8' });
  const lines = stderr.split('\n').filter((line) => line !== '');
  return { stdout, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('The log', () => {
  it('is lines of JSON on the standard error output: the standard output stays for people', () => {
    const { stdout, lines } = outputsOf(`
      logger.log('begins', 'worker');
      logger.warn('slow', 'worker');
      logger.error('broken', 'the stack', 'worker');
      logger.fatal('over', 'worker');`);
    expect(stdout).toBe('');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(lines).toEqual([
      { level: 30, time, context: 'worker', msg: 'begins' },
      { level: 40, time, context: 'worker', msg: 'slow' },
      { level: 50, time, context: 'worker', msg: 'broken' },
      { level: 60, time, context: 'worker', msg: 'over' },
    ]);
  });

  it('keeps one entry on one line, whatever is in it', () => {
    const { lines } = outputsOf(`logger.error(new TypeError('two\\nlines "quoted"'), 'gateway');`);
    expect(lines).toEqual([expect.objectContaining({ context: 'gateway', msg: 'TypeError: two\nlines "quoted"' })]);
  });

  it('leaves out what Nest says about itself at each start, and what is for debugging', () => {
    const { lines } = outputsOf(`
      for (const part of ['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']) logger.log('routine', part);
      logger.debug('details', 'worker');
      logger.verbose('more details', 'worker');
      logger.warn('no routine', 'NestFactory');`);
    expect(lines).toEqual([expect.objectContaining({ msg: 'no routine' })]);
  });
});
