import ts from 'typescript';
import { programOf } from './event-types.ts';

/** What is held for the data of an event of this name. */
export interface EventData {
  readonly type: string;
  readonly data: object;
}

/** What is wrong with values that are to have the present shape of their events, in the compiler's words; one entry for each mistake. */
export function misfits(values: readonly EventData[], module = './product-event.ts', union = 'ProductEvent'): readonly string[] {
  const head = `import type { ${union} } from '${module}'; type DataOf<Type> = Extract<${union}, { type: Type }>['data'];\n`;
  const lines = values.map(({ type, data }, index) => `export const v${index}: DataOf<'${type}'> = ${JSON.stringify(data)};\n`);
  const { program, source } = programOf({ name: 'values.virtual.ts', text: head + lines.join('') });
  return program.getSemanticDiagnostics(source).map(({ start = 0, messageText }) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    return `${values[line - 1]?.type ?? union}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
