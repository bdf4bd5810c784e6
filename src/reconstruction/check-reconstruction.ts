import { checkObject } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";

/**
 * @param dim the dimension that it must have; any if not given
 * @throws InputError for an argument that is not a reconstruction, or has another dimension
 */
export function checkReconstruction(
  argument: string,
  r: { readonly dim: number; evaluate(points: Float64Array): Float64Array },
  dim?: number,
): void {
  checkObject(argument, r, "a reconstruction, with dim and evaluate", { methods: ["evaluate"], numbers: ["dim"] });
  if (dim === undefined || r.dim === dim) return;
  throw new InputError({ argument, verb: "have", allowed: `dimension ${dim}`, problem: r.dim });
}
