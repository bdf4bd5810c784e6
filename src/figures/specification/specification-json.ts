import type { PlotSpecification } from "./figure.ts";

/**
 * Significant digits of every number in a written specification. They are finer than any pixel, and coarser than the differences in
 * the last bits between machines or versions of Node.
 */
export const significantDigits = 6;

/**
 * A value in the form of JSON: typed arrays become arrays, numbers are rounded to `digits` significant digits, a number that is not
 * finite becomes null (a gap in a curve), keys are sorted, and undefined members are left out.
 */
export function plain(value: unknown, digits: number = significantDigits): unknown {
  // Adding 0 turns -0 into 0.
  if (typeof value === "number") return Number.isFinite(value) ? Number(value.toPrecision(digits)) + 0 : null;
  if (value instanceof Float64Array || value instanceof Float32Array) return plain([...value], digits);
  if (Array.isArray(value)) return value.map((item) => plain(item, digits));
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, plain(member, digits)]);
  return Object.fromEntries(members);
}

/** The specification with numbers rounded and keys sorted, as it is written, drawn and shown. */
export function plainSpecification(specification: PlotSpecification): PlotSpecification {
  const { data, layout, frames } = specification;
  return plain({ data, layout, frames }) as PlotSpecification;
}

/** The bytes of a figure's .json: deterministic, two spaces of indentation, each array of numbers on one line. */
export function specificationJson(specification: PlotSpecification): string {
  return `${format(plainSpecification(specification), "")}\n`;
}

function format(value: unknown, indent: string): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => item === null || typeof item !== "object")) return JSON.stringify(value);
    return `[\n${value.map((item) => deeper + format(item, deeper)).join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(
    ([key, item]) => `${deeper}${JSON.stringify(key)}: ${format(item, deeper)}`,
  );
  return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${indent}}`;
}
