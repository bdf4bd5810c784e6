/** Two numbers count as equal if their relative difference is at most this. */
const relative = 1e-9;
/**
 * Two numbers that are both smaller than this count as equal too: the remainder of a sum whose terms cancel differs between processors
 * and versions of Node.
 */
const negligible = 1e-8;

// A number as JavaScript or a table writes it: 0.25, 1.5e-12, −2 (with a true minus sign).
const number = /(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-−+]?\d+)?(?![\w.])/g;

/**
 * Whether two printed texts are equal up to the rounding of their numbers. Several blanks count as one, because a number
 * with one digit less moves the text beside it.
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
