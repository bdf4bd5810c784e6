import { type Scaling, toScaled } from "../../../autoencoder/data/scaling.ts";
import type { Rng } from "../../../numerics/random/random.ts";
import { energyTest, type TwoSampleTest } from "../../../sampling/distances/two-sample-test.ts";

/** Points of each side of the test: its time and memory grow with their square. */
const MOST_TESTED = 1000;

/** The test, and on how many points of each side it was made. */
export interface HeldOutTest extends TwoSampleTest {
  readonly draws: number;
  readonly references: number;
}

/**
 * The permutation test of draws against held-out points, the first thousand of each at most; null for fewer than two of
 * either. It is exact where all points are independent.
 * @param scaling in whose units distances are measured; null for those of the points
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
