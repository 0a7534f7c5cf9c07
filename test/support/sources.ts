/**
 * The TypeScript files of a project as data: imports, exports and functions, as the compiler's own parser sees them.
 * TypeScript calls this interface unstable, so package.json pins the version.
 */
import path from 'node:path';
import * as ast from 'typescript/unstable/ast';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';

/** One import of a module, be it static, dynamic, an import type, or an `export … from`. */
export interface Import {
  /** A path from the project's root, or the name of a package: `builder/errors.ts`, `node:fs`. */
  target: string;
  /** The names that are taken from the target; `*` stands for all of them. */
  names: string[];
  /** Only types are imported, so the compiled program does not load the target. */
  isType: boolean;
}

interface FunctionShape {
  name: string;
  lines: number;
  /** Positional parameters. */
  parameters: number;
}

export interface Module {
  /** The path from the project's root. */
  file: string;
  text: string;
  imports: Import[];
  exports: string[];
  functions: FunctionShape[];
}

/** A look at the syntax tree of one file. */
type Look<T> = (file: string, source: ast.SourceFile) => T;

/** The modules that the tsconfig.json of a directory includes. */
export function readModules(root: string): Module[] {
  return withSources(root, moduleOf);
}

/** Looks at the syntax tree of each module that the tsconfig.json of a directory includes. */
export function withSources<T>(root: string, look: Look<T>): T[] {
  return parse(new API({ cwd: root }), root, look);
}

/** The modules of files that exist only here, by their paths. */
export function madeUpModules(files: Record<string, string>): Module[] {
  return withMadeUpSources(files, moduleOf);
}

/** The same for files that exist only here. */
export function withMadeUpSources<T>(files: Record<string, string>, look: Look<T>): T[] {
  const root = '/made-up';
  const options = { target: 'es2022', module: 'nodenext', noLib: true, types: [], allowImportingTsExtensions: true };
  const all = Object.fromEntries(Object.entries(files).map(([file, text]) => [path.join(root, file), text]));
  all[path.join(root, 'package.json')] = '{ "type": "module" }';
  all[path.join(root, 'tsconfig.json')] = JSON.stringify({ compilerOptions: { ...options, noEmit: true } });
  return parse(new API({ cwd: root, fs: createVirtualFileSystem(all) }), root, look);
}

function parse<T>(api: API, root: string, look: Look<T>): T[] {
  try {
    const [project] = api.updateSnapshot({ openProjects: [path.join(root, 'tsconfig.json')] }).getProjects();
    const program = project?.program;
    const files = program?.getSourceFileNames().toSorted() ?? [];
    const own = files.filter((file) => file.startsWith(`${root}/`) && /(?<!\/node_modules\/.*)\.ts$/.test(file));
    return own.flatMap((file) => {
      const source = program?.getSourceFile(file);
      return source ? [look(path.relative(root, file), source)] : [];
    });
  } finally {
    api.close();
  }
}

function moduleOf(file: string, source: ast.SourceFile): Module {
  const module: Module = { file, text: source.text, imports: [], exports: [], functions: [] };
  for (const statement of source.statements) module.exports.push(...exportsOf(statement));
  const visit = (node: ast.Node): void => {
    const found = importOf(node, source.text);
    if (found) module.imports.push({ ...found, target: targetOf(file, found.target) });
    if (ast.isFunctionLikeDeclaration(node)) module.functions.push(shapeOf(node, source));
    node.forEachChild(visit);
  };
  visit(source);
  return module;
}

function targetOf(file: string, specifier: string): string {
  return specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier;
}

function shapeOf(node: ast.FunctionLikeDeclaration, source: ast.SourceFile): FunctionShape {
  const lines = source.text.slice(node.getStart(source), node.getEnd()).split('\n').length;
  const isThis = ({ name }: ast.ParameterDeclaration): boolean => name.getText(source) === 'this';
  const parameters = node.parameters.filter((parameter) => !isThis(parameter)).length;
  return { name: nameOf(node, source), lines, parameters };
}

/** A function without a name is called after its variable, its key, or the call that it is an argument of. */
function nameOf(node: ast.FunctionLikeDeclaration, source: ast.SourceFile): string {
  if (ast.isConstructorDeclaration(node)) return 'constructor';
  if ('name' in node && node.name) return node.name.getText(source);
  const { parent } = node;
  if (ast.isVariableDeclaration(parent) || ast.isPropertyAssignment(parent)) return parent.name.getText(source);
  if (!ast.isCallExpression(parent)) return 'a function';
  const [first] = parent.arguments;
  const title = first && ast.isStringLiteral(first) ? `'${first.text}'` : '';
  return `${parent.expression.getText(source)}(${title}…)`;
}

function exportsOf(statement: ast.Statement): string[] {
  if (ast.isExportAssignment(statement)) return ['default'];
  if (ast.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    if (!exportClause) return [];
    return ast.isNamedExports(exportClause)
      ? exportClause.elements.map(({ name }) => name.text)
      : [exportClause.name.text];
  }
  const { modifiers = [] } = statement as Partial<ast.FunctionDeclaration>;
  const has = (kind: ast.SyntaxKind): boolean => modifiers.some((modifier) => modifier.kind === kind);
  if (!has(ast.SyntaxKind.ExportKeyword)) return [];
  if (has(ast.SyntaxKind.DefaultKeyword)) return ['default'];
  if (!ast.isVariableStatement(statement)) return [(statement as ast.FunctionDeclaration).name?.text ?? ''];
  return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
}

/** The names that a declaration introduces: `a`, or `{ a, b: c }`. */
function boundNames(name: ast.BindingName): string[] {
  if (ast.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => ('name' in element && element.name ? boundNames(element.name) : []));
}

function importOf(node: ast.Node, text: string): Import | undefined {
  if (ast.isImportDeclaration(node)) return staticImport(node, text);
  if (ast.isExportDeclaration(node)) return reexport(node);
  if (ast.isImportTypeNode(node)) return importType(node);
  return ast.isCallExpression(node) ? dynamicImport(node, text) : undefined;
}

function staticImport({ importClause, moduleSpecifier }: ast.ImportDeclaration, text: string): Import {
  const target = specifierOf(moduleSpecifier);
  const { name, namedBindings, phaseModifier } = importClause ?? {};
  const names = name ? ['default'] : [];
  if (!namedBindings) return { target, names, isType: phaseModifier === ast.SyntaxKind.TypeKeyword };
  if (ast.isNamespaceImport(namedBindings)) names.push(...membersOf(namedBindings.name.text, text));
  else names.push(...namedBindings.elements.map(takenName));
  const elements = ast.isNamedImports(namedBindings) ? namedBindings.elements : [];
  const onlyTypes = !name && elements.length > 0 && elements.every(({ isTypeOnly }) => isTypeOnly);
  return { target, names, isType: onlyTypes || phaseModifier === ast.SyntaxKind.TypeKeyword };
}

function reexport({ exportClause, isTypeOnly, moduleSpecifier }: ast.ExportDeclaration): Import | undefined {
  if (!moduleSpecifier) return undefined;
  const named = exportClause && ast.isNamedExports(exportClause);
  const names = named ? exportClause.elements.map(takenName) : ['*'];
  return { target: specifierOf(moduleSpecifier), names, isType: isTypeOnly };
}

/** `import('./a.ts').A` in a type. */
function importType({ argument, qualifier }: ast.ImportTypeNode): Import | undefined {
  if (!ast.isLiteralTypeNode(argument)) return undefined;
  const name = qualifier?.getText().split('.')[0];
  return { target: specifierOf(argument.literal), names: [name ?? '*'], isType: true };
}

/** `import('./a.ts')` or `require('./a.ts')`, with the members that are used of it: `(await import('./a.ts')).a`. */
function dynamicImport(call: ast.CallExpression, text: string): Import | undefined {
  const [specifier] = call.arguments;
  const { expression } = call;
  const isImport = expression.kind === ast.SyntaxKind.ImportKeyword;
  const isRequire = ast.isIdentifier(expression) && expression.text === 'require';
  if (!(isImport || isRequire) || !specifier || !ast.isStringLiteral(specifier)) return undefined;
  let { parent } = call as ast.Node;
  while (ast.isAwaitExpression(parent) || ast.isParenthesizedExpression(parent)) parent = parent.parent;
  let names = ['*'];
  if (ast.isPropertyAccessExpression(parent)) names = [parent.name.text];
  if (ast.isVariableDeclaration(parent)) {
    const { name } = parent;
    if (ast.isIdentifier(name)) names = membersOf(name.text, text);
    if (ast.isObjectBindingPattern(name)) names = name.elements.map(takenName);
  }
  return { target: specifier.text, names, isType: false };
}

const specifierOf = (node: ast.Node): string => (ast.isStringLiteral(node) ? node.text : node.getText());

/** The exported name of `exported as own` or of `exported: own`. */
function takenName(element: ast.ImportSpecifier | ast.ExportSpecifier | ast.BindingElement): string {
  return (element.propertyName ?? element.name)?.getText() ?? '';
}

/** The members of a namespace that a text uses: `a` of `namespace.a`. */
function membersOf(namespace: string, text: string): string[] {
  return [...text.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, 'g'))].map(([, name = '']) => name);
}
