import type { DomainErrorKind } from '@holdfast/event-sourcing';
import ts from 'typescript';
import { ownFiles } from './source-program.ts';

/** A refusal that the source can give. */
export interface DeclaredError {
  readonly code: string;
  readonly kind: DomainErrorKind;
  /** With `…` for what differs from case to case. */
  readonly message: string;
  /** What it tells besides, as a type. */
  readonly details: ts.Type | undefined;
}

/** Every DomainError that is made with a literal code. */
export function declaredErrors(program: ts.Program): readonly DeclaredError[] {
  const checker = program.getTypeChecker();
  const found: DeclaredError[] = [];
  const visit = (node: ts.Node): void => {
    const error = errorFrom(node, checker);
    if (error) found.push(error);
    ts.forEachChild(node, visit);
  };
  for (const file of ownFiles(program)) visit(file);
  return found;
}

function errorFrom(node: ts.Node, checker: ts.TypeChecker): DeclaredError | undefined {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  const isMade = node.expression.kind === ts.SyntaxKind.SuperKeyword || node.expression.getText() === 'DomainError';
  const [kind, code, message, details] = node.arguments ?? [];
  if (!isMade || !kind || !code || !ts.isStringLiteral(kind) || !ts.isStringLiteral(code)) return undefined;
  return {
    kind: kind.text as DomainErrorKind,
    code: code.text,
    message: message ? wordsOf(message, checker) : '',
    details: details && checker.getTypeAtLocation(details),
  };
}

function wordsOf(message: ts.Expression, checker: ts.TypeChecker): string {
  if (ts.isStringLiteral(message) || ts.isNoSubstitutionTemplateLiteral(message)) return message.text;
  if (ts.isTemplateExpression(message)) return message.head.text + message.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  const declared = checker.getSymbolAtLocation(message)?.valueDeclaration;
  return declared && ts.isVariableDeclaration(declared) && declared.initializer ? wordsOf(declared.initializer, checker) : '';
}
