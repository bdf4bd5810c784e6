import { checkDistribution } from "../../density/check-density.ts";
import type { Distribution } from "../../density/density.ts";
import { checkFunction, checkWhole } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";

/** Draws handed to f at a time. */
const DRAWS_PER_CALL = 65_536;

/** An average over draws. */
export interface MonteCarloEstimate {
  readonly value: number;
  /** Standard deviation of the value, estimated from the draws. */
  readonly standardError: number;
}

/**
 * E[f] over n independent draws, in any dimension.
 *
 * @param f values at many points, (m, d) -> (m)
 * @param n number of draws, 2 or more
 * @throws InputError for fewer, and for other arguments that cannot be used
 */
export function monteCarloExpectation(
  distribution: Distribution,
  f: (points: Float64Array) => Float64Array,
  rng: Rng,
  n: number,
): MonteCarloEstimate {
  checkDistribution("distribution", distribution);
  checkFunction("f", f);
  checkRng("rng", rng);
  checkWhole("n", n, 2);
  let mean = 0;
  let squares = 0;
  for (let done = 0; done < n; ) {
    const draws = Math.min(DRAWS_PER_CALL, n - done);
    // Welford's update: the mean and the squared deviations from it, without cancellation.
    for (const value of f(distribution.sample(rng, draws))) {
      const deviation = value - mean;
      mean += deviation / ++done;
      squares += deviation * (value - mean);
    }
  }
  return { value: mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}
