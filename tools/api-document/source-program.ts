import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** The compiler's view of the gateway and of everything that it imports. */
export function gatewayProgram(): ts.Program {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (name) => ts.sys.readFile(name)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createProgram([join(root, 'apps/gateway/src/gateway.module.ts')], { ...options, types: ['node'] });
}

/** Its files that are ours. */
export function ownFiles(program: ts.Program): readonly ts.SourceFile[] {
  return program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(root) && !fileName.includes('/node_modules/'));
}

/** The method of a controller, as it stands in the source. Throws when there is none, or several controllers have the name. */
export function methodOf(program: ts.Program, controller: string, method: string): ts.MethodDeclaration {
  const classes = ownFiles(program)
    .flatMap(({ statements }) => statements.filter((statement) => ts.isClassDeclaration(statement)))
    .filter(({ name }) => name?.text === controller);
  const [only] = classes;
  if (!only || classes.length > 1) throw new Error(`There are ${classes.length} classes called ${controller}; the document needs one.`);
  const found = only.members.find((member) => ts.isMethodDeclaration(member) && member.name.getText() === method);
  if (!found) throw new Error(`${controller} has no method ${method} of its own`);
  return found as ts.MethodDeclaration;
}
