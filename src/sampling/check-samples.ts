import { InputError } from "../numerics/input-error.ts";

/**
 * @param fewest the least number of points in each
 * @throws InputError where two samples are no finite points of the same dimension
 */
export function checkSamples(x: Float64Array, y: Float64Array, dim: number, fewest: number): void {
  if (!(Number.isInteger(dim) && dim >= 1)) throw new InputError(`dim must be a positive integer, not ${dim}`);
  for (const [name, sample] of [["x", x] as const, ["y", y] as const]) {
    if (sample.length % dim !== 0 || sample.length < fewest * dim) {
      throw new InputError(
        `${name} must hold ${fewest} or more points of dimension ${dim}, not ${sample.length} numbers`,
      );
    }
    const bad = sample.findIndex((value) => !Number.isFinite(value));
    if (bad !== -1) {
      throw new InputError(`${name}[${Math.floor(bad / dim)}] must hold finite numbers, not ${sample[bad]}`);
    }
  }
}
