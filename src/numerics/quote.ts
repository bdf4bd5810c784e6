const longest = 60;

/** A value as it is shown in a message: as JSON, on one line, shortened where it is long. */
export function quote(value: unknown): string {
  // JSON has no words for numbers that are not finite, and none for nothing.
  const spell = (_key: string, part: unknown): unknown => (isInfinite(part) ? String(part) : part);
  const text = isInfinite(value) ? String(value) : (JSON.stringify(value, spell) ?? "nothing");
  return text.length <= longest ? text : `${text.slice(0, longest - 3)}...`;
}

function isInfinite(value: unknown): boolean {
  return typeof value === "number" && !Number.isFinite(value);
}

/** `a, b and c`. */
export function list(items: readonly string[], conjunction: "and" | "or"): string {
  if (items.length <= 1) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${conjunction} ${items.at(-1)}`;
}
