/** A table's cell as text: numbers with four significant digits and a true minus, null and undefined empty. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return formatNumber(value);
  if (value instanceof Float64Array || Array.isArray(value)) return `(${[...value].map(formatCell).join(", ")})`;
  if (typeof value === "boolean") return value ? "✓" : "✗";
  return String(value);
}

const significantDigits = 4;

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value).replace("-", "−");
  const text =
    size >= 1e-3 && size < 1e6
      ? String(Number(value.toPrecision(significantDigits)))
      : value.toExponential(significantDigits - 2);
  return text.replace("e+", "e").replaceAll("-", "−");
}
