import Table from "cli-table3";

/** One JSON object, and nothing else, on standard output. JSON has no NaN and no infinity: they become null. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A table without rules, readable in a terminal and when pasted. Columns with a width wrap at words. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columnWidths: readonly (number | null)[] = [],
): string {
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

/** A number with up to `digits` significant digits, without trailing zeros. */
export function formatNumber(value: number, digits = 9): string {
  return String(Number(value.toPrecision(digits)));
}

/** Seconds as a person says them: "0.4 s", "12 s", "3 min 5 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  return rounded < 60 ? `${rounded} s` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}
