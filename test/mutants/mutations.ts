/**
 * Plausible bugs in a module: each is one small change of its text.
 */
import * as ast from 'typescript/unstable/ast';

const { SyntaxKind } = ast;

export interface Mutant {
  file: string;
  line: number;
  /** The name of the innermost function that is declared with one, or '' outside of these. */
  within: string;
  start: number;
  end: number;
  was: string;
  becomes: string;
}

type Change = Pick<Mutant, 'start' | 'end' | 'becomes'>;

/** Operators, and the ones that somebody writes by mistake. */
const SWAPPED: Partial<Record<ast.SyntaxKind, string>> = {
  [SyntaxKind.LessThanToken]: '<=',
  [SyntaxKind.LessThanEqualsToken]: '<',
  [SyntaxKind.GreaterThanToken]: '>=',
  [SyntaxKind.GreaterThanEqualsToken]: '>',
  [SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [SyntaxKind.AsteriskToken]: '/',
  [SyntaxKind.SlashToken]: '*',
  [SyntaxKind.MinusToken]: '+',
};

/** Operators that combine two operands: with a bug, one of the two counts alone. */
const COMBINES = [SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken, SyntaxKind.QuestionQuestionToken];

/** Calls of methods that somebody forgets: the value stays as it was. */
const FORGOTTEN = /^(filter|sort|toSorted|reverse|toReversed|trim|trimStart|trimEnd|toLowerCase|slice|unref)$/;

/** The mutants of one module, in the order of its text. */
export function mutantsOf(file: string, source: ast.SourceFile): Mutant[] {
  const { text } = source;
  const mutants: Mutant[] = [];
  const visit = (node: ast.Node, within: string): void => {
    for (const { start, end, becomes } of changesOf(node, source)) {
      const line = text.slice(0, start).split('\n').length;
      mutants.push({ file, line, within, start, end, was: text.slice(start, end), becomes });
    }
    const inner = nameOf(node, source) ?? within;
    node.forEachChild((child) => visit(child, inner));
  };
  visit(source, '');
  return mutants;
}

/** The text of a module with one mutant in it. */
export function mutated(text: string, { start, end, becomes }: Change): string {
  return text.slice(0, start) + becomes + text.slice(end);
}

/** The name under which V8 reports a function. tsx wraps functions that get their names from variables, and hides these. */
function nameOf(node: ast.Node, source: ast.SourceFile): string | undefined {
  return ast.isFunctionLikeDeclaration(node) && 'name' in node ? node.name?.getText(source) : undefined;
}

function changesOf(node: ast.Node, source: ast.SourceFile): Change[] {
  const text = (part: ast.Node): string => source.text.slice(part.getStart(source), part.getEnd());
  const swap = (part: ast.Node, becomes: string): Change => ({
    start: part.getStart(source),
    end: part.getEnd(),
    becomes,
  });

  if (ast.isIfStatement(node) || ast.isConditionalExpression(node)) {
    const condition = ast.isIfStatement(node) ? node.expression : node.condition;
    return ['true', 'false'].map((value) => swap(condition, value));
  }
  if (ast.isBinaryExpression(node)) return binary(node, text, swap);
  if (ast.isExpressionStatement(node)) return forgottenCall(node, text, swap);
  if (ast.isThrowStatement(node)) return [swap(node, ';')];
  if (ast.isNumericLiteral(node)) return isType(node) ? [] : [swap(node, otherNumber(node.text))];
  if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword)
    return isType(node) ? [] : [swap(node, text(node) === 'true' ? 'false' : 'true')];
  if (ast.isCallExpression(node)) return methodCall(node, text, swap);
  if (ast.isTryStatement(node) && node.finallyBlock) return [swap(node.finallyBlock, '{}')];
  if (ast.isCatchClause(node) && node.block.statements.length > 0) return [swap(node.block, '{}')];
  if (ast.isPropertyAccessExpression(node) && node.questionDotToken) return [swap(node.questionDotToken, '.')];
  return [];
}

type Text = (part: ast.Node) => string;
type Swap = (part: ast.Node, becomes: string) => Change;

function binary(node: ast.BinaryExpression, text: Text, swap: Swap): Change[] {
  const { left, operatorToken, right } = node;
  if (COMBINES.includes(operatorToken.kind)) return [left, right].map((operand) => swap(node, text(operand)));
  const other = SWAPPED[operatorToken.kind];
  if (other) return [swap(operatorToken, other)];
  // A plus between texts has no counterpart.
  const isSum = operatorToken.kind === SyntaxKind.PlusToken && [left, right].some(ast.isNumericLiteral);
  return isSum ? [swap(operatorToken, '-')] : [];
}

function forgottenCall(node: ast.ExpressionStatement, text: Text, swap: Swap): Change[] {
  const isCall = /^(await |void )?[\w.#?!]+\(/.test(text(node)) || ast.isCallExpression(node.expression);
  // A constructor of a derived class fails at once without this call.
  return isCall && !text(node).startsWith('super(') ? [swap(node, ';')] : [];
}

function methodCall(node: ast.CallExpression, text: Text, swap: Swap): Change[] {
  const { expression } = node;
  if (!ast.isPropertyAccessExpression(expression)) return [];
  const method = expression.name.text;
  if (method === 'some' || method === 'every') return [swap(expression.name, method === 'some' ? 'every' : 'some')];
  return FORGOTTEN.test(method) ? [swap(node, text(expression.expression))] : [];
}

function otherNumber(text: string): string {
  const value = Number(text.replaceAll('_', ''));
  if (value === 0) return '1';
  return String(value < 10 ? value + 1 : value * 2);
}

/** Whether a literal is part of a type. */
function isType({ parent }: ast.Node): boolean {
  return ast.isLiteralTypeNode(parent);
}
