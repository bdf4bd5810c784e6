const longest = 60;

/** A value in the form that messages show: as JSON, on one line, shortened if it is long. */
export function quote(value: unknown): string {
  const text = spelled(value);
  return text.length <= longest ? text : `${text.slice(0, longest - 3)}...`;
}

function spelled(value: unknown): string {
  if (isInfinite(value) || typeof value === "bigint") return String(value);
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  // JSON cannot write undefined or numbers that are not finite, and writes a typed array as an object.
  const spell = (_key: string, part: unknown): unknown =>
    isInfinite(part) ? String(part) : ArrayBuffer.isView(part) ? Array.from(part as Float64Array) : part;
  try {
    return JSON.stringify(value, spell) ?? "nothing";
  } catch {
    // The value contains itself, or is nested too deeply.
    return `an ${typeof value} that JSON cannot show`;
  }
}

function isInfinite(value: unknown): boolean {
  return typeof value === "number" && !Number.isFinite(value);
}

/** A number of things in words, such as `1 point` and `3 points`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A list in words, such as `a, b and c`. */
export function list(items: readonly string[], conjunction: "and" | "or"): string {
  if (items.length <= 1) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${conjunction} ${items.at(-1)}`;
}
