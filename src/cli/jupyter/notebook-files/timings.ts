// A number, followed by a unit of time: 12 ms, 0.5s, 1.2e3 µs, 3 minutes. Not a power (x^2 s) nor a factor (2 s(x)).
const timing =
  /[ \t]*(?<![\w.^])\d+(?:\.\d+)?(?:e[+-]?\d+)?(\s?)(ns|µs|μs|us|ms|s|sec|seconds?|min|minutes?|h|hours?)(?![\w²³^/·*(])[ \t]*/g;

/**
 * Masks timings, which differ from run to run. A number that is followed by a unit of time (ns, µs, us, ms, s, sec,
 * seconds, min, minutes, h, hours), with or without a blank between them, becomes `#`. The blanks around the number
 * become one blank, so that the width of a column of timings does not matter. A chapter that prints a timing must write the
 * unit right after the number, and must print nothing else in that form.
 */
export function maskTimings(text: string): string {
  return text.replace(timing, " #$1$2 ");
}
