/** A number as a sentence says it: three digits unless more are asked for, and a true minus sign. */
export function rounded(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not defined" : value > 0 ? "infinite" : "−infinite";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? scientific(value, digits) : `${+value.toPrecision(digits)}`;
  return text.replace("-", "−");
}

/** "2.5 × 10⁻⁷" */
function scientific(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const raised = [...`${Number(exponent)}`].map((sign) => SUPERSCRIPTS[sign]).join("");
  return `${Number(mantissa)} × 10${raised}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  "-": "⁻",
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, digit) => [digit, sign])),
};
