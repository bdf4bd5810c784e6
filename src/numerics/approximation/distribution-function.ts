import { checkFewest, checkLength } from "../check.ts";
import { InputError } from "../input-error.ts";
import { panelOf } from "./grid.ts";

/**
 * The distribution function P(X <= x) of a density that is known at increasing points. The density is linear between the points, zero
 * outside, and divided by its integral. For a smooth density the error is proportional to the square of the distance of the points.
 * @param x the points, in increasing order
 * @param density the values at the points, not negative and with any scale
 * @throws InputError if all values are 0
 */
export function distributionFunction(x: Float64Array, density: ArrayLike<number>): (at: number) => number {
  checkFewest("x", x, 2, "numbers");
  checkLength("density", density, x.length, "numbers, as x does");
  const below = new Float64Array(x.length);
  for (let i = 1; i < x.length; i++) {
    below[i] = below[i - 1] + ((x[i] - x[i - 1]) * (density[i - 1] + density[i])) / 2;
  }
  const total = below[x.length - 1];
  if (!(total > 0)) throw new InputError({ argument: "density", allowed: "positive somewhere", problem: total });
  return (at) => {
    if (!(at > x[0])) return 0;
    if (at >= x[x.length - 1]) return 1;
    const j = panelOf(x, at);
    const [length, part] = [x[j + 1] - x[j], at - x[j]];
    const slope = (density[j + 1] - density[j]) / length;
    return Math.min(1, (below[j] + part * (density[j] + (slope * part) / 2)) / total);
  };
}
