import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(import.meta.dirname, '..');

// The project graph is computed here: a background process would outlive the tests.
process.env['NX_DAEMON'] = 'false';

/** The real configuration without the rules that need types: so a file need not exist to be looked at. */
const withoutTypes = tseslint.configs.disableTypeChecked as Linter.Config;
const eslint = new ESLint({ cwd: root, overrideConfig: withoutTypes });

async function complaints(file: string, code: string, linter = eslint): Promise<string[]> {
  const [result] = await linter.lintText(code, { filePath: join(root, file) });
  return result!.messages.map(({ message }) => message);
}

/** The layer rule is skipped, with no more than a warning, while no project graph is stored. */
beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'node_modules/.bin/nx'), 'show', 'projects'], { cwd: root });
}, 120_000);

interface BoundaryOptions {
  readonly depConstraints: readonly { readonly sourceTag: string }[];
}

async function boundariesFor(file: string): Promise<BoundaryOptions> {
  const { rules } = (await eslint.calculateConfigForFile(join(root, file))) as Linter.Config;
  const [, options] = rules!['@nx/enforce-module-boundaries'] as [unknown, BoundaryOptions];
  return options;
}

/** An import against the layers mostly closes a circle too, and then the rule speaks of that alone. Here it must see the layers. */
async function blindForCircles(file: string): Promise<ESLint> {
  const options = { ...(await boundariesFor(file)), ignoredCircularDependencies: [['*', '*']] };
  const rules = { '@nx/enforce-module-boundaries': ['error', options] } satisfies Linter.RulesRecord;
  return new ESLint({ cwd: root, overrideConfig: [withoutTypes, { rules }] });
}

const importing = (module: string) => `import type { It } from '${module}';\nexport type Mine = It;\n`;

describe('Imports', () => {
  it.each([
    ['another context', 'libs/runs/src/application/any.ts', '@holdfast/plans', /Contexts meet only in each other's contracts/],
    ['the inside of another context', 'libs/runs/src/application/any.ts', '@holdfast/plans/src/domain/plan.decider.ts', /Contexts meet/],
    ['the inside of another context', 'libs/runs/src/application/any.ts', '../../../plans/src/index.ts', /relative or absolute path/],
    ['a framework', 'libs/runs/src/domain/any.ts', '@nestjs/common', /pure: no framework/],
    ['a framework', 'libs/plans/src/domain/any.ts', 'axios', /pure: no framework/],
    ['a framework', 'libs/plans/src/contracts/any.ts', 'class-validator', /pure: no framework/],
    ['input and output', 'libs/runs/src/domain/any.ts', 'node:fs', /values in, values out/],
    ['input and output', 'libs/runs/src/contracts/any.ts', 'node:path', /values in, values out/],
    ['input and output', 'libs/quota/src/any.ts', 'node:crypto', /values in, values out/],
    ['input and output', 'libs/quota/src/any.ts', 'fs', /pure: no framework/],
    ['a library that does input or output', 'libs/runs/src/domain/any.ts', '@holdfast/vault', /pure: no library/],
    ['a library that does input or output', 'libs/runs/src/contracts/any.ts', '@holdfast/event-sourcing', /pure: no library/],
    ['a library that does input or output', 'libs/quota/src/any.ts', '@holdfast/event-sourcing', /pure: no library/],
    ['an outer room', 'libs/runs/src/domain/any.ts', '../application/end-run/end-run.command.ts', /knows no outer room/],
    ['an outer room', 'libs/organizations/src/domain/any.ts', '../adapters/bitbucket-credential-trial.ts', /knows no outer room/],
    ['an outer room', 'libs/plans/src/domain/deeper/any.ts', '../../http/plans.controller.ts', /knows no outer room/],
    ['another room', 'libs/runs/src/contracts/any.ts', '../domain/run.decider.ts', /Contracts stand alone/],
  ])('refuse %s in %s: %s', async (_what, file, module, message) => {
    expect(await complaints(file, importing(module))).toContainEqual(expect.stringMatching(message));
  });

  it.each([
    ['libs/runs/src/application/any.ts', '@holdfast/plans/contracts'],
    ['libs/runs/src/domain/any.ts', '@holdfast/plans/contracts'],
    ['libs/runs/src/domain/any.ts', '@holdfast/event-sourcing'],
    ['libs/runs/src/domain/any.ts', '../contracts/run.events.ts'],
    ['libs/runs/src/contracts/any.ts', '@holdfast/plans/contracts'],
    ['libs/runs/src/contracts/any.ts', './run.events.ts'],
    ['libs/runs/src/application/any.ts', '@nestjs/common'],
    ['libs/runs/src/application/any.ts', '../domain/run.decider.ts'],
    ['libs/quota/src/any.ts', './bucket.ts'],
    ['libs/vault/src/any.ts', 'node:fs'],
  ])('are free in %s: %s', async (file, module) => {
    expect(await complaints(file, importing(module))).toEqual([]);
  });
});

describe('The layers', () => {
  it.each([
    ['a technology', 'libs/vault/src/any.ts', 'a context', '@holdfast/runs/contracts'],
    ['a technology', 'libs/bitbucket/src/any.ts', 'the runtime', '@holdfast/event-sourcing'],
    ['the pure', 'libs/quota/src/any.ts', 'a technology', '@holdfast/vault'],
    ['the runtime', 'libs/event-sourcing/src/any.ts', 'a context', '@holdfast/plans/contracts'],
    ['a context', 'libs/runs/src/application/any.ts', 'a role', '@holdfast/worker'],
    ['a role', 'apps/worker/src/any.ts', 'another role', '@holdfast/gateway'],
    ['a role', 'apps/gateway/src/any.ts', 'the simulator', '@holdfast/bitbucket-simulator'],
    ['the simulator', 'apps/bitbucket-simulator/src/any.ts', 'a library', '@holdfast/git'],
    ['the simulator, in its specs,', 'apps/bitbucket-simulator/src/any.spec.ts', 'a library', '@holdfast/bitbucket'],
  ])('%s (%s) does not know %s: %s', async (_who, file, _whom, module) => {
    const linter = await blindForCircles(file);
    expect(await complaints(file, importing(module), linter)).toContainEqual(expect.stringMatching(/^A project tagged with "layer:/));
  });

  it('close no circle', async () => {
    const circle = await complaints('libs/event-sourcing/src/any.ts', importing('@holdfast/runs/contracts'));
    expect(circle).toContainEqual(expect.stringMatching(/^Circular dependency/));
  });

  it('nobody knows the composition: it is no package to import, and paths across projects are refused', async () => {
    expect(projectNamed('apps/holdfast').exports).toEqual({});
    const byPath = await complaints('apps/worker/src/any.ts', importing('../../holdfast/src/settings.ts'));
    expect(byPath).toContainEqual(expect.stringMatching(/relative or absolute path/));
  });

  it.each([
    ['apps/holdfast/src/any.ts', '@holdfast/worker'],
    ['apps/holdfast/src/any.ts', '@holdfast/bitbucket-simulator'],
    ['apps/worker/src/any.ts', '@holdfast/runs'],
    ['apps/worker/src/any.ts', '@holdfast/vault'],
    ['libs/runs/src/application/any.ts', '@holdfast/quota'],
    ['libs/event-sourcing/src/any.ts', '@holdfast/embedded-event-store'],
    ['libs/vault/src/any.ts', '@holdfast/secrets'],
  ])('%s may know %s', async (file, module) => {
    expect(await complaints(file, importing(module))).toEqual([]);
  });

  it('only the specs of a role may know the simulator', async () => {
    expect(await complaints('apps/worker/src/any.int.spec.ts', importing('@holdfast/bitbucket-simulator'))).toEqual([]);
    expect(await complaints('apps/worker/src/any.int.spec.ts', importing('@holdfast/gateway'))).not.toEqual([]);
  });
});

describe('One place in a process', () => {
  const clock = /^Take a Clock/;
  const ids = /^Take an IdGenerator/;
  const settings = /^Settings are read in settings\.ts alone/;

  it.each([
    ['export const now = new Date();', clock],
    ['export const now = Date();', clock],
    ['export const now = Date.now();', clock],
    ["import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();", ids],
    ['export const id = crypto.randomUUID();', ids],
    ["import { v7 } from 'uuid';\nexport const id = v7();", ids],
    ['export const all = process.env;', settings],
    ['export const all = globalThis.process.env;', settings],
    ['const { env } = process;\nexport const all = env;', settings],
    ["import { env } from 'node:process';\nexport const all = env;", settings],
    ["console.log('hello');", /^Unexpected console statement/],
  ])('there is, so elsewhere this is refused: %s', async (code, message) => {
    expect(await complaints('libs/vault/src/any.ts', code)).toEqual([expect.stringMatching(message)]);
    expect(await complaints('apps/gateway/src/any.ts', code)).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['libs/event-sourcing/src/system-clock.ts', 'export const systemClock = () => new Date();'],
    ['libs/event-sourcing/src/system-ids.ts', "import { v7 } from 'uuid';\nexport const systemIds = () => v7();"],
    ['apps/holdfast/src/main.ts', 'console.log(process.env);'],
    ['libs/vault/src/any.spec.ts', 'export const now = Date.now();'],
    ['libs/vault/src/any.ts', 'export const then = new Date(0);'],
    ['libs/vault/src/any.ts', "import { v5 } from 'uuid';\nexport const id = v5('a', 'b');"],
  ])('%s is one, or this is no matter of places: %s', async (file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });
});

interface Project {
  readonly path: string;
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

function projectNamed(path: string): Project {
  return { path, ...(JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Omit<Project, 'path'>) };
}

const projects = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => existsSync(join(root, path, 'package.json')))
    .map(projectNamed),
);

const faces = {
  '.': './src/index.ts',
  './contracts': './src/contracts/index.ts',
  './testing': './src/testing/index.ts',
  // The behaviour suite that any server in the place of the embedded one has to pass.
  './contract': './src/contract/event-store-contract.ts',
};

describe('Each project', () => {
  it.each(projects)('$path carries exactly one layer tag, which lint knows', async ({ path, nx }) => {
    const { depConstraints } = await boundariesFor(`${path}/src/any.ts`);
    expect(nx?.tags).toHaveLength(1);
    expect(depConstraints.map(({ sourceTag }) => sourceTag)).toContain(nx?.tags?.[0]);
  });

  it.each(projects)('$path is named after its folder, and shows only its public faces', ({ path, name, exports }) => {
    expect(name).toBe(`@holdfast/${basename(path)}`);
    expect(faces).toMatchObject(exports);
    expect(Object.values(exports).filter((face) => !existsSync(join(root, path, face)))).toEqual([]);
  });
});

const files = ['apps', 'libs', 'tools'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
    .filter((file) => !file.includes('node_modules/')),
);

describe('Files and folders', () => {
  it('are named in kebab-case, with their role behind a dot', () => {
    const isKebabCase = (segment: string) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(segment);
    const misnamed = files.filter((file) => basename(file) !== 'README.md' && !file.split('/').every(isKebabCase));
    expect(misnamed).toEqual([]);
  });

  it('say what is in them: none is a drawer for everything', () => {
    const drawers = new Set(['util', 'utils', 'common', 'helper', 'helpers', 'types', 'misc', 'shared']);
    const names = (file: string) => [...dirname(file).split('/'), ...basename(file).split('.').slice(0, -1)];
    expect(files.filter((file) => names(file).some((name) => drawers.has(name)))).toEqual([]);
  });

  it('name no folder of the machine they were written on', () => {
    const folders = ['tmp', 'work', 'home', 'root', 'Users'].join('|');
    const machinePath = new RegExp(`(^|[\\s'"\`(=:])/(${folders})/`, 'm');
    expect(files.filter((file) => machinePath.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
