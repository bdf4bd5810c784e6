import { transform } from "sucrase";
import type ts from "typescript-in-javascript";
import type { CompiledCell, Completions, Description, LanguageService, Problem } from "../protocol.ts";
import { type DeclaredName, declaredNames, hasModifier } from "./declared-names.ts";
import { applyEdits, type Edit } from "./edits.ts";
import { rewriteCell } from "./rewrite.ts";
import type { VirtualFiles } from "./virtual-files.ts";

/** How many sessions there have been: what they have read is shared, so each keeps its cells in a folder of its own. */
let sessions = 0;

/** Cannot find name 'x', and no value exists in scope for the shorthand property 'x'. */
const unknownName = [2304, 2552, 18004];
/** Cannot assign to 'x' because it is an import: the session's import of a variable of an earlier cell can be assigned to. */
const assignmentToImport = 2632;
const startOfName = /[\p{ID_Start}$_]/u;
const partOfName = /[\p{ID_Continue}$\u200c\u200d]/u;

/** Where a name was declared last. */
interface Origin extends DeclaredName {
  /** The cell, as a module: `./cell-3`. */
  readonly module: string;
}

/**
 * What TypeScript knows of the cells that were executed. Each cell is a module. The session appends two lines to its text: an
 * import of those names of earlier cells that occur in it, and an export of the names that it declares. So the positions
 * in the text stay, a name may be declared anew in a later cell, and types go from cell to cell by TypeScript's own rules.
 */
export class LanguageSession implements Omit<LanguageService, "start"> {
  readonly #compiler: typeof ts;
  readonly #files: VirtualFiles;
  /** Of the cells, among the virtual files. */
  readonly #folder: string;
  /** A text that is being written, not yet a cell. */
  readonly #draft: string;
  readonly #service: ts.LanguageService;
  readonly #options: ts.CompilerOptions;
  readonly #names = new Map<string, Origin>();
  /** Cells that were compiled, and whose end is not known yet. */
  readonly #compiled = new Map<string, readonly DeclaredName[]>();
  readonly #committed: string[] = [];
  /** Names of cells that could not be computed. */
  readonly #missing = new Map<string, Origin>();
  #count = 0;
  #draftVersion = 0;
  #current: string | null = null;

  /**
   * @param compiler the module `typescript`
   * @param files declarations: those of the language in `/lib`, those of packages in `/node_modules`
   * @param registry the files that were parsed, which sessions with the same declarations can share
   */
  constructor(
    compiler: typeof ts,
    files: VirtualFiles,
    registry: ts.DocumentRegistry = compiler.createDocumentRegistry(true),
  ) {
    this.#compiler = compiler;
    this.#files = files;
    sessions++;
    this.#folder = `/cells-${sessions}`;
    this.#draft = `${this.#folder}/draft.ts`;
    this.#options = {
      target: compiler.ScriptTarget.ES2022,
      module: compiler.ModuleKind.ESNext,
      moduleResolution: compiler.ModuleResolutionKind.Bundler,
      moduleDetection: compiler.ModuleDetectionKind.Force,
      lib: ["lib.es2022.d.ts", "lib.webworker.d.ts"],
      types: files.hasFolder("/node_modules/@types") ? [...files.foldersIn("/node_modules/@types")] : [],
      allowImportingTsExtensions: true,
      esModuleInterop: true,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      // What the reader's own code is checked for is what tslab checks it for.
      strict: false,
      noEmit: true,
      skipLibCheck: true,
      skipDefaultLibCheck: true,
    };
    this.#service = compiler.createLanguageService(this.#host(), registry);
  }

  compile(code: string): CompiledCell {
    const compiler = this.#compiler;
    this.#count++;
    const name = `cell-${this.#count}`;
    const path = `${this.#folder}/${name}.ts`;
    const { names, source, uses } = this.#write(path, code);
    this.#current = path;
    const missing = this.#missingIn(path);
    const problems = missing.length > 0 ? [] : this.#problems(path, code.length);
    const program = this.#service.getProgram();
    const cell = program?.getSourceFile(path);
    if (problems.length > 0 || !program || !cell) {
      this.#files.delete(path);
      this.#current = null;
      return { name, code: "", problems, missing, uses };
    }
    this.#compiled.set(name, names);
    if (missing.length > 0) return { name, code: "", problems, missing, uses };
    const rewritten = rewriteCell(compiler, program.getTypeChecker(), cell, source, names);
    try {
      const { code: javascript } = transform(rewritten, {
        transforms: ["typescript"],
        disableESTransforms: true,
        keepUnusedImports: true,
        preserveDynamicImport: true,
      });
      return { name, code: javascript, problems, missing, uses };
    } catch (error) {
      const message = `The cell uses something that this kernel can't translate to JavaScript: ${error instanceof Error ? error.message : error}`;
      return { name, code: "", problems: [{ line: 1, column: 1, message }], missing, uses };
    }
  }

  commit(name: string, values: readonly string[] | null, stored = false): void {
    const names = this.#compiled.get(name);
    if (!names) return;
    this.#compiled.delete(name);
    this.#committed.push(`${this.#folder}/${name}.ts`);
    this.#current = null;
    const module = `./${name}`;
    for (const one of names) {
      if (values === null || !one.isValue || values.includes(one.name)) {
        this.#names.set(one.name, { ...one, module });
        this.#missing.delete(one.name);
      } else if (stored) {
        this.#names.delete(one.name);
        this.#missing.set(one.name, { ...one, module });
      }
    }
  }

  complete(code: string, cursor: number): Completions {
    this.#writeDraft(code);
    const found = this.#service.getCompletionsAtPosition(this.#draft, cursor, {
      includeCompletionsForModuleExports: false,
      includeCompletionsWithInsertText: false,
    });
    let start = cursor;
    while (start > 0 && partOfName.test(code[start - 1])) start--;
    let end = cursor;
    while (end < code.length && partOfName.test(code[end])) end++;
    const span = found?.entries.find(({ replacementSpan }) => replacementSpan)?.replacementSpan;
    if (span) [start, end] = [span.start, span.start + span.length];
    const written = code.slice(start, cursor).toLowerCase();
    const matches = (found?.entries ?? [])
      .filter(({ name }) => name.toLowerCase().startsWith(written) && !name.startsWith("__"))
      .sort((a, b) => compareTexts(a.sortText, b.sortText) || compareTexts(a.name, b.name))
      .map(({ name, kind }) => ({ text: name, kind: String(kind) }));
    return { start, end, matches };
  }

  describe(code: string, cursor: number): Description | null {
    this.#writeDraft(code);
    const service = this.#service;
    // Right behind a name, or behind the bracket of a call, the name is meant.
    const candidates = [cursor, cursor - 1, code.lastIndexOf("(", cursor - 1) - 1];
    for (const position of candidates) {
      if (position < 0 || position >= code.length || !partOfName.test(code[position])) continue;
      const info = service.getQuickInfoAtPosition(this.#draft, position);
      if (!info) continue;
      const text = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
        (parts ?? []).map((part) => part.text).join("");
      const tags = (info.tags ?? []).map((tag) => `@${tag.name} ${text(tag.text)}`.trimEnd());
      return {
        // For TypeScript a name of another cell, or of a module, is the alias of an import.
        signature: text(info.displayParts)
          .replace(/^\(alias\) /, "")
          .replace(/\nimport [^\n]*$/, ""),
        documentation: [text(info.documentation), ...tags].filter((part) => part !== "").join("\n\n"),
      };
    }
    return null;
  }

  completeness(code: string): "complete" | "incomplete" | "invalid" {
    const parsed = this.#compiler.createSourceFile("text.ts", code, this.#compiler.ScriptTarget.ES2022);
    const { parseDiagnostics = [] } = parsed as { parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
    if (parseDiagnostics.length === 0) return "complete";
    const atEnd = parseDiagnostics.some(({ start, length }) => start + length >= code.trimEnd().length);
    return atEnd ? "incomplete" : "invalid";
  }

  reset(): void {
    for (const path of this.#committed) this.#files.delete(path);
    this.#committed.length = 0;
    this.#compiled.clear();
    this.#names.clear();
    this.#missing.clear();
  }

  end(): void {
    this.reset();
    this.#service.dispose();
  }

  /** Puts a cell among the files, with the session's lines at its end. @returns its text without them, the names that it declares, and the cells it uses */
  #write(
    path: string,
    code: string,
  ): { readonly source: string; readonly names: readonly DeclaredName[]; readonly uses: readonly string[] } {
    const compiler = this.#compiler;
    const parsed = compiler.createSourceFile(path, code, compiler.ScriptTarget.ES2022, true);
    const names = declaredNames(compiler, parsed);
    const own = new Set(names.map(({ name }) => name));
    const imports = new Map<string, string[]>();
    const uses = new Set<string>();
    // A text that is being written may end in the middle of any name.
    for (const word of path === this.#draft ? this.#names.keys() : wordsIn(code)) {
      if (own.has(word)) continue;
      const origin = this.#names.get(word);
      const { module } = origin ?? this.#missing.get(word) ?? {};
      if (module) uses.add(module.replace("./", ""));
      if (!origin) continue;
      imports.set(origin.module, [...(imports.get(origin.module) ?? []), word]);
    }
    const lines = [...imports].map(([module, words]) => `import { ${words.join(", ")} } from "${module}";`);
    lines.push(`export { ${[...own].join(", ")} };`);
    const source = withoutExports(compiler, parsed, code);
    // The semicolon ends a text that breaks off, such as `point.`.
    this.#files.set(path, `${source}\n;${lines.join(" ")}\n`);
    return { source, names, uses: [...uses] };
  }

  #writeDraft(code: string): void {
    this.#draftVersion++;
    this.#write(this.#draft, code);
  }

  /** The names in a cell that a cell before would have declared, had it been computed. */
  #missingIn(path: string): readonly string[] {
    if (this.#missing.size === 0) return [];
    const text = this.#files.get(path) ?? "";
    const unknown = this.#service.getSemanticDiagnostics(path).filter(({ code }) => unknownName.includes(code));
    const names = unknown.map(({ start = 0, length = 0 }) => text.slice(start, start + length));
    return [...new Set(names)].filter((name) => this.#missing.has(name));
  }

  #problems(path: string, length: number): readonly Problem[] {
    const compiler = this.#compiler;
    const service = this.#service;
    const syntactic = service.getSyntacticDiagnostics(path);
    const found = syntactic.length > 0 ? syntactic : service.getSemanticDiagnostics(path);
    const text = this.#files.get(path) ?? "";
    return found
      .filter((one) => one.category === compiler.DiagnosticCategory.Error && !this.#isAllowed(one, text))
      .map(({ start = 0, messageText }) => {
        const before = text.slice(0, Math.min(start, length)).split("\n");
        return {
          line: before.length,
          column: (before.at(-1)?.length ?? 0) + 1,
          message: compiler.flattenDiagnosticMessageText(messageText, "\n"),
        };
      });
  }

  /** Assigning to a variable of an earlier cell, which is an import for TypeScript. */
  #isAllowed({ code, start = 0, length = 0 }: ts.Diagnostic, text: string): boolean {
    if (code !== assignmentToImport) return false;
    return this.#names.get(text.slice(start, start + length))?.isMutable ?? false;
  }

  #host(): ts.LanguageServiceHost {
    const files = this.#files;
    const compiler = this.#compiler;
    return {
      getCompilationSettings: () => this.#options,
      getScriptFileNames: () => [
        ...this.#committed,
        ...(this.#current ? [this.#current] : []),
        ...(files.has(this.#draft) ? [this.#draft] : []),
      ],
      getScriptVersion: (path) => (path === this.#draft ? `${this.#draftVersion}` : "1"),
      getScriptSnapshot: (path) => {
        const text = files.get(path);
        return text === undefined ? undefined : compiler.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => this.#folder,
      getDefaultLibFileName: () => "/lib/lib.es2022.d.ts",
      fileExists: (path) => files.has(path),
      readFile: (path) => files.get(path),
      directoryExists: (path) => files.hasFolder(path),
      getDirectories: (path) => [...files.foldersIn(path)],
      useCaseSensitiveFileNames: () => true,
    };
  }
}

/** Exports of the reader's own are spaces: every name of a cell is exported anyway. */
function withoutExports(compiler: typeof ts, cell: ts.SourceFile, code: string): string {
  const edits: Edit[] = [];
  const blank = (start: number, end: number): void => {
    edits.push({ start, end, text: code.slice(start, end).replace(/[^\n]/g, " ") });
  };
  for (const statement of cell.statements) {
    if (compiler.isExportDeclaration(statement) && !statement.moduleSpecifier)
      blank(statement.getStart(cell), statement.end);
    if (!hasModifier(compiler, statement, compiler.SyntaxKind.ExportKeyword)) continue;
    for (const one of (compiler.canHaveModifiers(statement) && compiler.getModifiers(statement)) || []) {
      if (one.kind === compiler.SyntaxKind.ExportKeyword || one.kind === compiler.SyntaxKind.DefaultKeyword)
        blank(one.getStart(cell), one.end);
    }
  }
  return applyEdits(code, edits);
}

/** Everything in a text that looks like a name, once each. */
function wordsIn(code: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (let i = 0; i < code.length; i++) {
    if (!startOfName.test(code[i])) continue;
    let end = i + 1;
    while (end < code.length && partOfName.test(code[end])) end++;
    words.add(code.slice(i, end));
    i = end - 1;
  }
  return words;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
