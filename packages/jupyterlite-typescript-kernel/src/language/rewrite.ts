import type ts from "typescript-in-javascript";
import type { DeclaredName } from "./declared-names.ts";
import { applyEdits, type Edit, lineBreaks } from "./edits.ts";

/** The names by which a compiled cell calls the kernel. The reader's own names can't be these. */
export const runtime = {
  cells: "__cells",
  define: "__define",
  load: "__load",
  result: "__result",
} as const;

/**
 * Rewrites a cell that was checked, still as TypeScript and with every line where it was, so that
 * - names of earlier cells are read from, and written to, the object of all cells,
 * - each name that the cell declares is put there right after its declaration,
 * - imports are asynchronous calls of the kernel,
 * - the value of a last expression goes to the kernel.
 *
 * @param source the text of the cell without the session's own lines, which stand behind it in the file that was checked
 */
export function rewriteCell(
  compiler: typeof ts,
  checker: ts.TypeChecker,
  cell: ts.SourceFile,
  source: string,
  names: readonly DeclaredName[],
): string {
  const edits: Edit[] = [];
  const written = cell.statements.filter((statement) => statement.getStart(cell) < source.length);
  const beginning: string[] = [];

  for (const statement of written) {
    if (compiler.isImportDeclaration(statement)) {
      const [start, end] = [statement.getStart(cell), statement.end];
      edits.push({ start, end, text: lineBreaks(source.slice(start, end)) });
      beginning.push(importCall(compiler, checker, statement));
    }
  }
  const exported = exportedValues(compiler, checker, cell);
  for (const { name, isMutable, from } of names.filter(({ isValue, name }) => isValue && exported.has(name))) {
    const definition = defineCall(name, isMutable);
    if (from === 0) beginning.push(definition);
    else edits.push({ start: from, end: from, text: `;${definition}` });
  }
  edits.push({ start: 0, end: 0, text: beginning.join("") });

  const last = written.at(-1);
  if (last && compiler.isExpressionStatement(last)) {
    edits.push({
      start: last.expression.getStart(cell),
      end: last.expression.getStart(cell),
      text: `${runtime.result}(`,
    });
    edits.push({ start: last.expression.end, end: last.expression.end, text: ")" });
  }
  for (const statement of written) collectReferences(compiler, checker, cell, source.length, statement, edits);
  return applyEdits(source, edits);
}

/** Makes a name of the cell one of all cells: later cells see what the variable holds when they look. */
function defineCall(name: string, isMutable: boolean): string {
  const setter = isMutable ? `, (value) => { ${name} = value; }` : "";
  return `${runtime.define}("${name}", () => ${name}${setter});`;
}

/** An import as a declaration of constants; empty where only types are imported. */
function importCall(compiler: typeof ts, checker: ts.TypeChecker, statement: ts.ImportDeclaration): string {
  const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
  const load = `await ${runtime.load}(${JSON.stringify(specifier)})`;
  const { importClause } = statement;
  if (!importClause) return `${load};`;
  if (importClause.isTypeOnly) return "";
  const { name, namedBindings } = importClause;
  const members: string[] = [];
  if (name) members.push(`default: ${name.text}`);
  if (namedBindings && compiler.isNamedImports(namedBindings)) {
    for (const element of namedBindings.elements) {
      if (element.isTypeOnly || !importsValue(compiler, checker, element.name)) continue;
      const imported = element.propertyName ?? element.name;
      const key = compiler.isIdentifier(imported) ? imported.text : JSON.stringify(imported.text);
      members.push(element.propertyName ? `${key}: ${element.name.text}` : key);
    }
  }
  const declarations: string[] = [];
  if (members.length > 0) declarations.push(`const { ${members.join(", ")} } = ${load};`);
  if (namedBindings && compiler.isNamespaceImport(namedBindings))
    declarations.push(`const ${namedBindings.name.text} = ${load};`);
  return declarations.join("");
}

/** The names of a cell that hold something at run time, as the session's last line exports them. */
function exportedValues(compiler: typeof ts, checker: ts.TypeChecker, cell: ts.SourceFile): ReadonlySet<string> {
  const module = checker.getSymbolAtLocation(cell);
  const symbols = module ? checker.getExportsOfModule(module) : [];
  return new Set(symbols.filter((symbol) => isValueSymbol(compiler, checker, symbol)).map(({ name }) => name));
}

function importsValue(compiler: typeof ts, checker: ts.TypeChecker, name: ts.Identifier): boolean {
  const symbol = checker.getSymbolAtLocation(name);
  return symbol === undefined || isValueSymbol(compiler, checker, symbol);
}

function isValueSymbol(compiler: typeof ts, checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const isAlias = (symbol.flags & compiler.SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.flags & compiler.SymbolFlags.Value) !== 0;
}

/** Finds the places in which names of earlier cells are used, dynamic imports, and `export` before a declaration. */
function collectReferences(
  compiler: typeof ts,
  checker: ts.TypeChecker,
  cell: ts.SourceFile,
  sourceLength: number,
  top: ts.Node,
  edits: Edit[],
): void {
  const fromOtherCell = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some(
      (one) => compiler.isImportSpecifier(one) && one.getSourceFile() === cell && one.getStart(cell) > sourceLength,
    ) ?? false;
  const visit = (node: ts.Node): void => {
    if (compiler.isImportDeclaration(node)) return;
    if (compiler.isInterfaceDeclaration(node) || compiler.isTypeAliasDeclaration(node)) return;
    if (compiler.isTypeNode(node) && !compiler.isExpressionWithTypeArguments(node)) return;
    if (compiler.isHeritageClause(node) && node.token === compiler.SyntaxKind.ImplementsKeyword) return;
    if (compiler.isShorthandPropertyAssignment(node)) {
      if (fromOtherCell(checker.getShorthandAssignmentValueSymbol(node)))
        edits.push({ start: node.name.end, end: node.name.end, text: `: ${runtime.cells}.${node.name.text}` });
      if (node.objectAssignmentInitializer) visit(node.objectAssignmentInitializer);
      return;
    }
    if (compiler.isIdentifier(node)) {
      const start = node.getStart(cell);
      if (fromOtherCell(checker.getSymbolAtLocation(node)))
        edits.push({ start, end: start, text: `${runtime.cells}.` });
      return;
    }
    if (node.kind === compiler.SyntaxKind.ImportKeyword && compiler.isCallExpression(node.parent)) {
      edits.push({ start: node.getStart(cell), end: node.end, text: runtime.load });
      return;
    }
    compiler.forEachChild(node, visit);
  };
  visit(top);
}
