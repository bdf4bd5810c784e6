import { isDeepStrictEqual } from "node:util";
import { createTwoFilesPatch } from "diff";
import type { Cell, MimeBundle, Notebook, Output } from "./notebook-format.ts";
import { sameUpToRounding } from "./rounding.ts";
import { maskTimings } from "./timings.ts";

const plotly = "application/vnd.plotly.v1+json";

/**
 * Two numbers of a plot agree if they differ by at most this fraction of the largest number in their array. The numbers are rounded to
 * six digits, and this is two units of the sixth digit, far less than a picture can show.
 */
export const plotTolerance = 2e-6;

/** How the results of a cell differ from those that are committed. */
export interface Difference {
  /** Number of the code cell, from 1, as in JupyterLab's `[3]`. */
  readonly cell: number;
  /** The first line of the cell. */
  readonly line: string;
  /** What differs. For text it is a unified diff. */
  readonly details: readonly string[];
}

/**
 * Compares the results of two notebooks in normal form, cell by cell: the printed text, with timings masked and numbers up to
 * rounding, and the data of plots. Pictures depend on the fonts of a machine, so that a picture is not compared if its output also
 * holds the data of the plot.
 */
export function compareResults(committed: Notebook, executed: Notebook): Difference[] {
  const before = codeCells(committed);
  const after = codeCells(executed);
  const differences: Difference[] = [];
  for (const [id, { cell, number }] of after) {
    const details = compareCells(before.get(id)?.cell, cell);
    if (details.length > 0) differences.push({ cell: number, line: firstLine(cell.source), details });
  }
  for (const [id, { cell, number }] of before) {
    if (!after.has(id))
      differences.push({ cell: number, line: firstLine(cell.source), details: ["this cell no longer exists"] });
  }
  return differences;
}

/**
 * The executed notebook, in which every output that agrees with the committed one is replaced by the committed one, pictures and
 * timings included. A run that changes nothing therefore writes nothing.
 */
export function keepAgreeing(committed: Notebook, executed: Notebook): Notebook {
  const before = new Map(committed.cells.map((cell) => [cell.id, cell]));
  const cells = executed.cells.map((cell): Cell => {
    const old = before.get(cell.id)?.outputs;
    if (!cell.outputs || !old) return cell;
    return {
      ...cell,
      outputs: cell.outputs.map((output, i) => {
        if (old[i] === undefined) return output;
        if (compareOutputs(old[i], output).length === 0) return withCount(old[i], output);
        return keepPicture(old[i], output);
      }),
    };
  });
  return { ...executed, cells };
}

/** Whether two Plotly values are the same up to `plotTolerance`. */
export function plotsAgree(a: unknown, b: unknown, scale = 0): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return a === b || Math.abs(a - b) <= plotTolerance * Math.max(scale, Math.abs(a), Math.abs(b));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    const size = [...a, ...b].reduce((max, v) => (typeof v === "number" ? Math.max(max, Math.abs(v)) : max), 0);
    return a.length === b.length && a.every((value, i) => plotsAgree(value, b[i], size));
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && plotsAgree((a as MimeBundle)[key], (b as MimeBundle)[key]))
  );
}

/** The first line of a text that is not empty. */
export function firstLine(text: string): string {
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}

/** The code cells and their numbers, from 1, by their ids, which follow from their text. */
function codeCells(notebook: Notebook): Map<string, { cell: Cell; number: number }> {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  return new Map(cells.map((cell, i) => [cell.id, { cell, number: i + 1 }]));
}

function compareCells(before: Cell | undefined, after: Cell): string[] {
  // An execution count of null means that the cell was just written and has never run, so that all its output is new.
  if (!before || before.execution_count === null) return ["this cell is new"];
  const old = before.outputs ?? [];
  const outputs = after.outputs ?? [];
  const details: string[] = [];
  for (let i = 0; i < Math.max(old.length, outputs.length); i++) {
    if (!old[i]) details.push(`output ${i + 1} is new\n${printed(outputs[i])}`);
    else if (!outputs[i]) details.push(`output ${i + 1} no longer exists\n${printed(old[i])}`);
    else details.push(...compareOutputs(old[i], outputs[i]));
  }
  return details;
}

function compareOutputs(a: Output, b: Output): string[] {
  if (a.output_type === "stream" && b.output_type === "stream" && a.name === b.name) {
    return compareTexts(a.name === "stdout" ? "printed" : a.name, a.text, b.text);
  }
  if ("data" in a && "data" in b && a.output_type === b.output_type) {
    const metadata = isDeepStrictEqual(a.metadata, b.metadata) ? [] : ["the output's metadata differ"];
    return [...compareBundles(a.data, b.data), ...metadata];
  }
  return isDeepStrictEqual(a, b) ? [] : [`${kind(a)} became ${kind(b)}\n${printed(b)}`];
}

function compareBundles(a: MimeBundle, b: MimeBundle): string[] {
  const details: string[] = [];
  for (const type of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (!(type in a)) details.push(`${type} is new`);
    else if (!(type in b)) details.push(`${type} no longer exists`);
    else if (type === plotly) {
      if (!plotsAgree(a[type], b[type])) details.push(compareJson("the data of the plot", a[type], b[type]));
    } else if (type.startsWith("image/")) {
      if (!(plotly in a && plotly in b) && a[type] !== b[type]) details.push(`the picture (${type}) differs`);
    } else if (typeof a[type] === "string" && typeof b[type] === "string") {
      details.push(...compareTexts(type, a[type], b[type]));
    } else if (!isDeepStrictEqual(a[type], b[type])) details.push(compareJson(type, a[type], b[type]));
  }
  return details;
}

function compareTexts(what: string, before: string, after: string): string[] {
  const [a, b] = [maskTimings(before), maskTimings(after)];
  return sameUpToRounding(a, b) ? [] : [difference(what, a, b)];
}

function compareJson(what: string, before: unknown, after: unknown): string {
  // A plot has thousands of numbers, so only the first places that differ are named.
  const places: string[] = [];
  differingPlaces(before, after, "", places);
  const shown = places.slice(0, 5).map((place) => `    ${place}`);
  if (places.length > shown.length) shown.push(`    … and ${places.length - shown.length} more places`);
  return `${what} differ${what.startsWith("the data") ? "" : "s"}:\n${shown.join("\n")}`;
}

function differingPlaces(a: unknown, b: unknown, path: string, places: string[]): void {
  if (plotsAgree(a, b)) return;
  const bothObjects = typeof a === "object" && typeof b === "object" && a !== null && b !== null;
  if (!bothObjects || Array.isArray(a) !== Array.isArray(b)) {
    places.push(`${path || "value"}: ${brief(a)} -> ${brief(b)}`);
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const place = Array.isArray(a) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    differingPlaces((a as MimeBundle)[key], (b as MimeBundle)[key], place, places);
  }
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function difference(what: string, before: string, after: string): string {
  const patch = createTwoFilesPatch("committed", "executed", before, after, undefined, undefined, { context: 1 });
  const lines = patch
    .split("\n")
    .slice(3)
    .filter((line) => line !== "" && !line.startsWith("\\"));
  return `${what}:\n${lines.map((line) => `    ${line}`).join("\n")}`;
}

function printed(output: Output): string {
  const text = "text" in output ? output.text : "data" in output ? Object.keys(output.data).join(", ") : output.evalue;
  return text
    .trimEnd()
    .split("\n")
    .slice(0, 10)
    .map((line) => `    ${line}`)
    .join("\n");
}

function kind(output: Output): string {
  return output.output_type === "stream" ? output.name : output.output_type.replace("_", " ");
}

function withCount(old: Output, fresh: Output): Output {
  return "execution_count" in old && "execution_count" in fresh
    ? { ...old, execution_count: fresh.execution_count ?? null }
    : old;
}

/** Keeps the old picture if the data of the plot are the same, even if another part of the output changed. */
function keepPicture(old: Output, fresh: Output): Output {
  if (!("data" in old && "data" in fresh) || !(plotly in old.data && plotly in fresh.data)) return fresh;
  if (!plotsAgree(old.data[plotly], fresh.data[plotly])) return fresh;
  const pictures = Object.entries(old.data).filter(([type]) => type.startsWith("image/") && type in fresh.data);
  return { ...fresh, data: { ...fresh.data, [plotly]: old.data[plotly], ...Object.fromEntries(pictures) } };
}
