/**
 * The text of a cell: numbers are rounded and have a minus sign (U+2212); null and undefined are empty; true and false are ✓ and ✗.
 */
export function formatCell(value: unknown, digits: number = 4): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return formatNumber(value, digits);
  if (value instanceof Float64Array || Array.isArray(value)) {
    return `(${[...value].map((item) => formatCell(item, digits)).join(", ")})`;
  }
  if (typeof value === "boolean") return value ? "✓" : "✗";
  return String(value);
}

/**
 * A number with at most `digits` significant digits, without trailing zeros. Very small and very large numbers have a power of ten.
 */
function formatNumber(value: number, digits: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 1e-3 && size < 1e6);
  const rounded = plain && Number.isInteger(value) ? value : Number(value.toPrecision(digits));
  const text = plain ? String(rounded) : rounded.toExponential();
  return text.replace("e+", "e").replaceAll("-", "−");
}
