import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** A file that exists only for the compiler. */
export interface VirtualFile {
  readonly name: string;
  readonly text: string;
}

/** The compiler's view of a file of this folder, or of one that stands there only for it. */
export function programOf(file: string | VirtualFile): { readonly program: ts.Program; readonly source: ts.SourceFile } {
  const path = join(import.meta.dirname, typeof file === 'string' ? file : file.name);
  const options = { ...compilerOptions(), types: [] };
  const host = ts.createCompilerHost(options);
  if (typeof file !== 'string') addFile(host, path, file.text);
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path);
  if (!source) throw new Error(`${path} cannot be read`);
  return { program, source };
}

function compilerOptions(): ts.CompilerOptions {
  const path = join(root, 'tsconfig.base.json');
  const { config, error } = ts.readConfigFile(path, (name) => ts.sys.readFile(name)) as { config: unknown; error?: ts.Diagnostic };
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

function addFile(host: ts.CompilerHost, path: string, text: string): void {
  host.fileExists = (name) => name === path || ts.sys.fileExists(name);
  host.readFile = (name) => (name === path ? text : ts.sys.readFile(name));
}
