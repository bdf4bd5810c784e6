import { expect, test } from "vitest";
import { createRng } from "../../../src/numerics/random/random.ts";
import { NearbyPoints } from "../../../src/reconstruction/field/nearby-points.ts";

test.each([1, 2, 5])(
  "in R^%i a point joins the first of the earlier ones within the distance, as when all are compared",
  (dim) => {
    const rng = createRng(1);
    const groups = new NearbyPoints(dim, 0.3);
    const known: Float64Array[] = [];
    for (let i = 0; i < 500; i++) {
      const point = Float64Array.from({ length: dim }, () => 2 * rng.uniform() - 1);
      const near = known.findIndex((other) => Math.hypot(...other.map((value, a) => value - point[a])) <= 0.3);
      expect(groups.add(point)).toBe(near === -1 ? known.push(point) - 1 : near);
    }
    expect(groups.points).toEqual(known);
    expect(known.length).toBeGreaterThan(3);
  },
);
