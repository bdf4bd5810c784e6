/** A table's cell as text: numbers rounded, with a true minus; null and undefined empty; true and false ✓ and ✗. */
export function formatCell(value: unknown, digits: number = 4): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return formatNumber(value, digits);
  if (value instanceof Float64Array || Array.isArray(value)) {
    return `(${[...value].map((item) => formatCell(item, digits)).join(", ")})`;
  }
  if (typeof value === "boolean") return value ? "✓" : "✗";
  return String(value);
}

/** Up to `digits` significant digits, without trailing zeros, in powers of ten where it is very small or large. */
function formatNumber(value: number, digits: number): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 1e-3 && size < 1e6);
  const rounded = plain && Number.isInteger(value) ? value : Number(value.toPrecision(digits));
  const text = plain ? String(rounded) : rounded.toExponential();
  return text.replace("e+", "e").replaceAll("-", "−");
}
