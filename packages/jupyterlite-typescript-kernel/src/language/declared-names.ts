import type ts from "typescript-in-javascript";

/** A name that a cell declares at its top level. */
export interface DeclaredName {
  readonly name: string;
  /** False for interfaces, type aliases and what is only declared: there is nothing at run time. */
  readonly isValue: boolean;
  /** True where a later assignment is allowed: `let`, `var` and functions. */
  readonly isMutable: boolean;
  /**
   * The position in the source from which on the value is there: the end of the declaring statement. It is 0 for functions, for
   * `var` and for imports, which are there from the beginning.
   */
  readonly from: number;
}

/** All names that the top level of a cell declares, imports among them. */
export function declaredNames(compiler: typeof ts, cell: ts.SourceFile): readonly DeclaredName[] {
  const found: DeclaredName[] = [];
  const add = (name: string, isValue: boolean, isMutable: boolean, from: number): void => {
    found.push({ name, isValue, isMutable, from });
  };
  for (const statement of cell.statements) {
    const ambient = hasModifier(compiler, statement, compiler.SyntaxKind.DeclareKeyword);
    if (compiler.isVariableStatement(statement)) {
      const isBlockScoped = (statement.declarationList.flags & compiler.NodeFlags.BlockScoped) !== 0;
      if (!isBlockScoped) continue;
      const isLet = (statement.declarationList.flags & compiler.NodeFlags.Let) !== 0;
      for (const { name } of statement.declarationList.declarations)
        for (const one of namesOf(compiler, name)) add(one, !ambient, isLet, statement.end);
    } else if (compiler.isFunctionDeclaration(statement)) {
      if (statement.name) add(statement.name.text, statement.body !== undefined && !ambient, true, 0);
    } else if (compiler.isClassDeclaration(statement) || compiler.isEnumDeclaration(statement)) {
      if (statement.name) add(statement.name.text, !ambient, false, statement.end);
    } else if (compiler.isInterfaceDeclaration(statement) || compiler.isTypeAliasDeclaration(statement)) {
      add(statement.name.text, false, false, 0);
    } else if (compiler.isModuleDeclaration(statement) && compiler.isIdentifier(statement.name)) {
      if (statement.name.text !== "global") add(statement.name.text, !ambient, false, statement.end);
    } else if (compiler.isImportDeclaration(statement)) {
      for (const { name, isTypeOnly } of importedNames(compiler, statement)) add(name, !isTypeOnly, false, 0);
    }
  }
  for (const name of hoistedVariables(compiler, cell)) add(name, true, true, 0);
  // A function that is overloaded, or an interface that is declared twice, is one name; a value counts for more than a type.
  const byName = new Map<string, DeclaredName>();
  for (const one of found) if (one.isValue || !byName.has(one.name)) byName.set(one.name, one);
  return [...byName.values()];
}

/** The names in a pattern such as `{ a, b: [c, ...d] }`. */
export function namesOf(compiler: typeof ts, name: ts.BindingName): readonly string[] {
  if (compiler.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    compiler.isOmittedExpression(element) ? [] : namesOf(compiler, element.name),
  );
}

/** The local names of an import. */
export function importedNames(
  compiler: typeof ts,
  { importClause }: ts.ImportDeclaration,
): readonly { readonly name: string; readonly isTypeOnly: boolean }[] {
  if (!importClause) return [];
  const { name, namedBindings, isTypeOnly } = importClause;
  const names = name ? [{ name: name.text, isTypeOnly }] : [];
  if (!namedBindings) return names;
  if (compiler.isNamespaceImport(namedBindings)) return [...names, { name: namedBindings.name.text, isTypeOnly }];
  const elements = namedBindings.elements.map((one) => ({
    name: one.name.text,
    isTypeOnly: isTypeOnly || one.isTypeOnly,
  }));
  return [...names, ...elements];
}

export function hasModifier(compiler: typeof ts, node: ts.Node, kind: ts.SyntaxKind): boolean {
  return compiler.canHaveModifiers(node) && (compiler.getModifiers(node)?.some((one) => one.kind === kind) ?? false);
}

/** `var` belongs to the whole cell also where it stands in a block or a loop. */
function hoistedVariables(compiler: typeof ts, cell: ts.SourceFile): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isFunctionLike(node) || compiler.isClassLike(node) || compiler.isModuleDeclaration(node)) return;
    if (compiler.isVariableDeclarationList(node) && (node.flags & compiler.NodeFlags.BlockScoped) === 0) {
      if (!(compiler.isVariableStatement(node.parent) && isAmbient(compiler, node.parent)))
        for (const { name } of node.declarations) names.push(...namesOf(compiler, name));
    }
    compiler.forEachChild(node, visit);
  };
  visit(cell);
  return names;
}

function isAmbient(compiler: typeof ts, statement: ts.VariableStatement): boolean {
  return hasModifier(compiler, statement, compiler.SyntaxKind.DeclareKeyword);
}
