const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number of a decimal text, or NaN for any other text, such as hexadecimals, blanks and words. */
export function parseNumber(text: string): number {
  return decimal.test(text) ? Number(text) : Number.NaN;
}
