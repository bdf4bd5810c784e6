/** Numbers that agree in nine digits count as equal … */
const relative = 1e-9;
/**
 * … and so do numbers that are both this small, because the remainder of a sum that cancels differs between processors
 * and versions of Node.
 */
const negligible = 1e-8;

// A number as JavaScript or a table writes it: 0.25, 1.5e-12, −2 (with a true minus sign).
const number = /(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-−+]?\d+)?(?![\w.])/g;

/**
 * True if two printed texts are equal up to the rounding of their numbers. Several blanks count as one, since a number
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
