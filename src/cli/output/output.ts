import Table from "cli-table3";

/**
 * Prints one JSON object, and nothing else, on standard output. JSON has no infinity, so infinity becomes the string "Infinity" or
 * "-Infinity", which `Number` in JavaScript and `float` in Python read. NaN becomes null.
 */
export function printJson(value: unknown): void {
  // JSON.stringify takes ten times as long with a replacer, which is therefore used only if there is an infinity.
  process.stdout.write(`${JSON.stringify(value, holdsInfinity(value) ? spellInfinity : undefined)}\n`);
}

function holdsInfinity(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isInfinite(value);
  return Array.isArray(value) ? value.some(holdsInfinity) : Object.values(value).some(holdsInfinity);
}

function isInfinite(value: unknown): boolean {
  return value === Infinity || value === -Infinity;
}

function spellInfinity(_key: string, value: unknown): unknown {
  return isInfinite(value) ? String(value) : value;
}

/** Warnings, each a sentence without its full stop, as lines that follow a result. */
export function formatWarnings(warnings: readonly string[]): string {
  return warnings.map((warning) => `Warning: ${warning}.\n`).join("");
}

/** A table without rules, readable in a terminal and when pasted. Columns with a width wrap at words. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columnWidths: readonly number[] = [],
): string {
  // The time that the library takes grows with the square of the number of rows; without widths nothing has to be wrapped.
  if (columnWidths.length === 0) return align([head, ...rows]);
  const none = { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "" };
  const table = new Table({
    head: [...head],
    colWidths: [...columnWidths],
    wordWrap: true,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
    chars: {
      ...none,
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: "",
    },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replaceAll(/ +$/gm, "");
}

/** Aligns rows of cells in columns that are two blanks apart. A cell may have several lines. */
function align(rows: readonly (readonly string[])[]): string {
  const blocks = rows.map((row) => row.map((cell) => cell.split("\n")));
  const widths: number[] = [];
  for (const block of blocks) {
    block.forEach((lines, column) => {
      for (const line of lines) widths[column] = Math.max(widths[column] ?? 0, line.length);
    });
  }
  const texts = blocks.flatMap((block) => {
    const height = block.reduce((most, lines) => Math.max(most, lines.length), 1);
    return Array.from({ length: height }, (_, k) =>
      block
        .map((lines, column) => (lines[k] ?? "").padEnd(widths[column] + 2))
        .join("")
        .trimEnd(),
    );
  });
  return texts.join("\n");
}

/** A number with up to `digits` significant digits, without trailing zeros. */
export function formatNumber(value: number, digits = 9): string {
  return String(Number(value.toPrecision(digits)));
}

/** A time in seconds as text for a reader: "0.4 s", "12 s", "3 min 5 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  return rounded < 60 ? `${rounded} s` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}

/** A path as it is typed in a shell, in quotes if necessary. */
export function formatPath(path: string): string {
  return /^[\w./\\:-]+$/.test(path) ? path : `"${path}"`;
}
