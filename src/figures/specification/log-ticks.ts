/** The numbers 1, 2 and 5 times a power of ten from lower to upper; if there are fewer than three, numbers between them too. */
export function roundNumbers(lower: number, upper: number): number[] {
  const exponents: number[] = [];
  for (let e = Math.floor(Math.log10(lower)); e <= Math.log10(upper); e++) exponents.push(e);
  const between = (digits: readonly number[]): number[] =>
    exponents
      .flatMap((exponent) => digits.map((digit) => Number(`${digit}e${exponent}`)))
      .filter((number) => number >= lower * (1 - 1e-9) && number <= upper * (1 + 1e-9));
  const few = between([1, 2, 5]);
  return few.length < 3 ? between([1, 1.5, 2, 3, 4, 5, 7]) : few;
}
