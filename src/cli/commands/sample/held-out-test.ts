import { type Scaling, toScaled } from "../../../autoencoder/data/scaling.ts";
import type { Rng } from "../../../numerics/random/random.ts";
import { energyTest, type TwoSampleTest } from "../../../sampling/distances/two-sample-test.ts";

/** The largest number of points on each side of the test, whose time and memory grow with the square of this number. */
const MOST_TESTED = 1000;

/** The test, and the number of points on each side. */
export interface HeldOutTest extends TwoSampleTest {
  readonly draws: number;
  readonly references: number;
}

/**
 * The permutation test of draws against held-out points, at most the first thousand of each; null for fewer than two draws or points.
 * The test is exact if all points are independent.
 * @param scaling distances are measured in its units; null for the units of the points
 */
export function heldOutTest(
  draws: Float64Array,
  held: Float64Array,
  dim: number,
  rng: Rng,
  scaling: Scaling | null = null,
): HeldOutTest | null {
  const [x, y] = [draws, held].map((points) => {
    const some = points.slice(0, MOST_TESTED * dim);
    return scaling ? toScaled(some, scaling) : some;
  });
  if (x.length < 2 * dim || y.length < 2 * dim) return null;
  return { ...energyTest(x, y, dim, rng), draws: x.length / dim, references: y.length / dim };
}
