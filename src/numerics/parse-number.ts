const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a decimal text stands for; NaN where it is none (hexadecimals, blanks and words are none). */
export function parseNumber(text: string): number {
  return decimal.test(text) ? Number(text) : Number.NaN;
}
