/** A MIME bundle: text as one string, JSON types as values, pictures in base64. */
export type MimeBundle = Record<string, unknown>;

/** An output of a cell, with the fields that are kept. */
export type Output =
  | { readonly output_type: "stream"; readonly name: string; readonly text: string }
  | {
      readonly output_type: "display_data" | "execute_result";
      readonly data: MimeBundle;
      readonly metadata: Record<string, unknown>;
      readonly execution_count?: number | null;
    }
  | {
      readonly output_type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

export interface Cell {
  readonly cell_type: "markdown" | "code" | "raw";
  readonly id: string;
  readonly source: string;
  readonly metadata: Record<string, unknown>;
  /** Code cells only. */
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
  /** Pictures pasted into a Markdown cell. */
  readonly attachments?: Record<string, unknown>;
}

/** A Jupyter notebook (nbformat 4.5), its texts as single strings. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Record<string, unknown>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** Reads the text of an `.ipynb` file, in which a text may be one string or an array of lines. */
export function parseNotebook(text: string): Notebook {
  const raw = JSON.parse(text);
  return {
    ...raw,
    cells: raw.cells.map((cell: Cell) => ({
      ...cell,
      source: joined(cell.source),
      ...(cell.outputs ? { outputs: cell.outputs.map(joinedOutput) } : {}),
    })),
  };
}

/**
 * The text of an `.ipynb` file as Jupyter writes it: texts are cut into lines, keys are in alphabetical order, and the indent is one
 * blank. There is one exception: an array of numbers is on one line, because one line for each number would need more bytes for the
 * indent than for the numbers of a plot. The same notebook gives the same bytes.
 */
export function serializeNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(cell.source),
    ...(cell.outputs ? { outputs: cell.outputs.map(cutOutput) } : {}),
  }));
  return `${numbersOnOneLine(JSON.stringify({ ...notebook, cells }, sortedKeys, 1))}\n`;
}

/**
 * Indented JSON with each array of numbers (and null, for gaps) on one line. Strings are not changed, because a string in JSON holds no
 * line break.
 */
function numbersOnOneLine(json: string): string {
  return json.replace(/\[\n(?:\s+(?:-?\d[\d.e+-]*|null),?\n)+\s+\]/g, (array) => array.replace(/\s+/g, ""));
}

function joined(text: unknown): string {
  return Array.isArray(text) ? text.join("") : String(text ?? "");
}

function joinedOutput(output: Output): Output {
  if (output.output_type === "stream") return { ...output, text: joined(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([type, value]) => [type, isText(type) ? joined(value) : value]);
  return { ...output, data: Object.fromEntries(data) };
}

function cutOutput(output: Output): Record<string, unknown> {
  if (output.output_type === "stream") return { ...output, text: lines(output.text) };
  if (output.output_type === "error") return { ...output };
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === "string" && isText(type) ? lines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function isText(type: string): boolean {
  return type.startsWith("text/") || type === "image/svg+xml" || type === "application/javascript";
}

/** The lines of a text with their line breaks; an empty text has no lines. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
