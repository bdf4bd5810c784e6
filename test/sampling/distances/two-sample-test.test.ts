import { describe, expect, test } from "vitest";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { energyDistance } from "../../../src/sampling/distances/energy-distance.ts";
import { energyTest } from "../../../src/sampling/distances/two-sample-test.ts";

describe("the permutation test of the energy distance", () => {
  test.each([1e-150, 1, 1e150])("its distance is energyDistance, to 12 digits, in a unit of %d", (unit) => {
    const x = normals(createRng(1), 60).map((value) => unit * value);
    const y = normals(createRng(2), 90).map((value) => unit * (value + 0.3));
    const { energyDistance: distance } = energyTest(x, y, 3, createRng(3), 1);
    expect(Math.abs(distance / energyDistance(x, y, 3) - 1)).toBeLessThan(1e-12);
  });

  test("of samples of one distribution, p-values are below 0.1 in a tenth of 200 cases, within 4 standard deviations", () => {
    let below = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const [x, y] = [normals(createRng(seed, 1), 40), normals(createRng(seed, 2), 60)];
      if (energyTest(x, y, 2, createRng(seed, 3), 99).pValue <= 0.1) below += 1;
    }
    expect(Math.abs(below - 20)).toBeLessThan(4 * Math.sqrt(18));
  });

  test("of samples that differ by a standard deviation, it is the least there is", () => {
    const [x, y] = [normals(createRng(1), 200), normals(createRng(2), 200).map((value) => value + 1)];
    expect(energyTest(x, y, 2, createRng(3), 199).pValue).toBe(1 / 200);
  });

  test("all points the same: every dealing is as far", () => {
    expect(energyTest(new Float64Array(8), new Float64Array(8), 2, createRng(1), 19)).toEqual({
      energyDistance: 0,
      pValue: 1,
      permutations: 19,
    });
  });
});
