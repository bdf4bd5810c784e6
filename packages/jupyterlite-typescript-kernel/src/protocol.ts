/** What is wrong with a cell, or what TypeScript says of it. */
export interface Problem {
  /** Line in the cell, from 1. */
  readonly line: number;
  /** Column in the line, from 1. */
  readonly column: number;
  readonly message: string;
}

/** A cell that can be executed. */
export interface CompiledCell {
  readonly name: string;
  /** JavaScript: the body of an asynchronous function. Empty where there are problems, or names are missing. */
  readonly code: string;
  readonly problems: readonly Problem[];
  /** Names that it uses, and that cells declare whose stored results were shown because they could not be computed. */
  readonly missing: readonly string[];
  /** The names of the earlier cells whose names it uses. */
  readonly uses: readonly string[];
}

/** Names that could stand where the cursor is; positions count UTF-16 units. */
export interface Completions {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly { readonly text: string; readonly kind: string }[];
}

/** What a name is: its type and its docstring. */
export interface Description {
  readonly signature: string;
  readonly documentation: string;
}

/** The work that the language worker does. */
export interface LanguageService {
  /**
   * @param typesUrl address of a JSON file of declarations, by path; without one only the language's own are known
   * @param preload modules whose declarations are read now rather than by the first cell
   */
  start(typesUrl: string | null, preload: readonly string[]): void | Promise<void>;
  compile(code: string): CompiledCell;
  /**
   * Takes up a cell that was executed.
   * @param values the names that hold values; null: all that it declares
   * @param stored the stored result of the cell is shown: its other names are missing for later cells
   */
  commit(name: string, values: readonly string[] | null, stored?: boolean): void;
  complete(code: string, cursor: number): Completions;
  describe(code: string, cursor: number): Description | null;
  /** Whether a text is a whole cell, or more lines must follow. */
  completeness(code: string): "complete" | "incomplete" | "invalid";
  /** Forgets all cells. */
  reset(): void;
  /** Forgets everything, once the kernel has ended. */
  end(): void;
}

/** What the site provides for cells, as read from the JSON file that the plugin's settings name. */
export interface Modules {
  /** Addresses of ES modules by the names under which cells import them, relative to the JSON file. */
  readonly modules: Readonly<Record<string, string>>;
  /** Address of a JSON file with declarations, by path: `{"/node_modules/mathjs/types/index.d.ts": "…"}`. */
  readonly types?: string;
  /** Address of an ES module that is loaded before the first cell, for example for globals such as `process`. */
  readonly prelude?: string;
}

/** How a cell ended. */
export type Outcome = {
  /** It read a file that the reader added or changed, so that its results need not be the published ones. */
  readonly readOwnFile?: boolean;
} & (
  | { readonly status: "ok" }
  | {
      readonly status: "error";
      readonly name: string;
      readonly message: string;
      /** The error as text, with places in cells, one line each. */
      readonly traceback: readonly string[];
      /** The names that the cell had defined before. */
      readonly defined: readonly string[];
      /** The error has the property `keepStoredResult`: the cell asks for what no browser can do. */
      readonly keepStoredResult?: boolean;
    }
);

/** A file that cells see: one that the reader added, or that a cell wrote. */
export interface SharedFile {
  /** Relative to the root of the contents, without a leading slash. */
  readonly path: string;
  /** Null where the file was removed. */
  readonly bytes: Uint8Array | null;
}

/** The work that the execution worker does. */
export interface ExecutionService {
  /**
   * @param options.folder of the notebook, relative to the root of the contents
   * @param options.filesUrl address of the folder from which published files are read
   */
  start(options: {
    readonly modulesUrl: string | null;
    readonly modules: Modules;
    readonly folder: string;
    readonly filesUrl: string;
    /** Modules that are loaded now rather than by the first cell. */
    readonly preload: readonly string[];
  }): Promise<void>;
  /** @param cell.hasStoredResult a published notebook has the outputs of this very cell, after the same cells before it */
  run(cell: { readonly name: string; readonly code: string; readonly hasStoredResult: boolean }): Promise<Outcome>;
  /** Asks what runs to end: the listeners of `onInterrupt` are told, or, where there are none, waiting ends. */
  interrupt(): void;
  share(files: readonly SharedFile[]): void;
}

/** Outputs that arrive while a cell runs, or after it. */
export type OutputMessage =
  | { readonly type: "stream"; readonly name: "stdout" | "stderr"; readonly text: string }
  | {
      readonly type: "display";
      readonly data: Readonly<Record<string, unknown>>;
      readonly metadata: Readonly<Record<string, unknown>>;
      readonly displayId?: string;
      readonly update: boolean;
    }
  | { readonly type: "clear"; readonly wait: boolean }
  | { readonly type: "file"; readonly file: SharedFile };
