/** Numbers count as the same that agree in nine digits … */
const relative = 1e-9;
/** … or are both this small: what is left of a sum that cancels differs between processors and versions of Node. */
const negligible = 1e-8;

// A number as JavaScript or a table writes it: 0.25, 1.5e-12, −2 (with a true minus sign).
const number = /(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-−+]?\d+)?(?![\w.])/g;

/**
 * True where two printed texts say the same up to the rounding of their numbers. Blanks count as one, since a number
 * with a digit less moves what stands beside it.
 */
export function sameUpToRounding(a: string, b: string): boolean {
  const words = (text: string): string =>
    text
      .replace(number, "#")
      .replace(/[ \t]+/g, " ")
      .replace(/ ?([<>#]) ?/g, "$1");
  if (words(a) !== words(b)) return false;
  const [before, after] = [numbers(a), numbers(b)];
  return before.every((value, i) => {
    const size = Math.max(Math.abs(value), Math.abs(after[i]));
    return size < negligible || Math.abs(value - after[i]) <= relative * size;
  });
}

function numbers(text: string): number[] {
  return (text.match(number) ?? []).map((written) => Number(written.replaceAll("−", "-")));
}
