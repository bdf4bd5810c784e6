import type { FormulaBounds } from "./formula-bounds.ts";

/** The number of boxes after which a formula is taken to vanish everywhere, or to oscillate without end. */
const MOST_BOXES = 10_000;

/**
 * The zeros of a formula of one variable within [lower, upper], increasing. None is overlooked: where bounds cannot tell
 * whether there is a zero between two neighbouring numbers, one of the two is returned.
 *
 * @param bounds of the formula
 */
export function zerosBetween(bounds: Pick<FormulaBounds, "over">, lower: number, upper: number): number[] {
  const zeros: number[] = [];
  const waiting = [[lower, upper]];
  for (let count = 0; count < MOST_BOXES; count++) {
    const next = waiting.pop();
    if (!next) break;
    const [a, b] = next;
    const { value, slopes } = bounds.over({ lower: Float64Array.of(a), upper: Float64Array.of(b) });
    // Written so that NaN ends here: where the formula has no value, it has no zero.
    if (!(value.lower <= 0 && value.upper >= 0)) continue;
    const middle = a + (b - a) / 2;
    if (!(middle > a && middle < b)) {
      if (zeros.at(-1) !== a) zeros.push(b);
    } else if (slopes[0].lower > 0 || slopes[0].upper < 0) {
      const zero = onlyZero(bounds, a, b, slopes[0].lower > 0);
      if (zero !== undefined) zeros.push(zero);
    } else waiting.push([middle, b], [a, middle]);
  }
  return zeros;
}

/** The zero of a monotone formula, to the last digit; undefined if there is none. */
function onlyZero(bounds: Pick<FormulaBounds, "over">, a: number, b: number, increasing: boolean): number | undefined {
  /** -1 left of the zero, 1 right of it, 0 where rounding hides the side. */
  const side = (x: number): number => {
    const { value } = bounds.over({ lower: Float64Array.of(x), upper: Float64Array.of(x) });
    const sign = value.lower > 0 ? 1 : value.upper < 0 ? -1 : 0;
    return increasing ? sign : -sign;
  };
  if (side(a) > 0 || side(b) < 0) return undefined;
  let [low, high] = [a, b];
  for (;;) {
    const middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) return high;
    const where = side(middle);
    if (where === 0) return middle;
    if (where < 0) low = middle;
    else high = middle;
  }
}
