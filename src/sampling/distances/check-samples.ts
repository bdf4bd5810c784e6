import { checkPoints, checkWhole } from "../../numerics/check.ts";
import { firstNotFinite } from "../../numerics/first-not-finite.ts";
import { InputError } from "../../numerics/input-error.ts";

/**
 * Checks that two samples are finite points of the same dimension.
 * @param fewest the least number of points in each sample
 * @throws InputError
 */
export function checkSamples(x: Float64Array, y: Float64Array, dim: number, fewest: number): void {
  checkWhole("dim", dim);
  for (const [name, sample] of [["x", x] as const, ["y", y] as const]) {
    checkPoints(name, sample, dim, fewest);
    const bad = firstNotFinite(sample);
    if (bad !== -1) {
      throw new InputError({
        argument: `${name}[${Math.floor(bad / dim)}]`,
        verb: "hold",
        allowed: "finite numbers",
        problem: sample[bad],
      });
    }
  }
}
