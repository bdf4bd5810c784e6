const longest = 60;

/** A value as it is shown in a message: as JSON, on one line, shortened where it is long. */
export function quote(value: unknown): string {
  // JSON has no words for these three; the other unusual values do not occur in input.
  const text =
    typeof value === "number" && !Number.isFinite(value) ? String(value) : (JSON.stringify(value) ?? "nothing");
  return text.length <= longest ? text : `${text.slice(0, longest - 3)}...`;
}

/** `a, b and c`. */
export function list(items: readonly string[], conjunction: "and" | "or"): string {
  if (items.length <= 1) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${conjunction} ${items.at(-1)}`;
}
