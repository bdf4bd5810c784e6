import { describe, expect, it } from "vitest";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { circulation, curlOverDisc } from "../../../src/reconstruction/field/circulation.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import type { Reconstruction } from "../../../src/reconstruction/reconstruction.ts";

/** r(x) = x + (c − y³, x³): its curl is 3 (x² + y²). */
const cubic: Reconstruction = {
  dim: 2,
  sigma: 1,
  evaluate: (points) => {
    const moved = points.slice();
    for (let i = 0; i < points.length; i += 2) {
      moved[i] += 0.4 - points[i + 1] ** 3;
      moved[i + 1] += points[i] ** 3;
    }
    return moved;
  },
  jacobian: (points) =>
    Float64Array.from({ length: 2 * points.length }, (_, k) => {
      const i = 2 * Math.floor(k / 4);
      return [1, -3 * points[i + 1] ** 2, 3 * points[i] ** 2, 1][k % 4];
    }),
};

describe("the work of a field around a circle", () => {
  it("is the integral of its curl, (3/2) π R⁴ for a curl of 3 |x|², to rounding", () => {
    const circle = { center: [0, 0], radius: 0.7 };
    const expected = 1.5 * Math.PI * 0.7 ** 4;
    expect(circulation(cubic, circle).value).toBeCloseTo(expected, 13);
    expect(curlOverDisc(cubic, circle)).toBeCloseTo(expected, 13);
  });

  it("agrees with the curl around a center that is not the origin, and is smaller than the absolute work", () => {
    const circle = { center: [0.3, -0.8], radius: 0.5 };
    const { value, size } = circulation(cubic, circle);
    expect(curlOverDisc(cubic, circle)).toBeCloseTo(value, 13);
    expect(Math.abs(value)).toBeLessThan(size);
  });

  it("is zero for an optimal denoiser, to 1e-13 of the absolute work, and not for a contractive optimum", () => {
    const circle = { center: [0.2, 0.1], radius: 1 };
    const [dae, rcae] = (["dae", "rcae"] as const).map((method) => optimalReconstruction(twoClouds(), method, 0.5));
    const still = circulation(dae, circle);
    expect(Math.abs(still.value)).toBeLessThan(1e-13 * still.size);
    const turning = circulation(rcae, circle);
    expect(Math.abs(turning.value)).toBeGreaterThan(1e-4 * turning.size);
  });

  it("refuses a reconstruction of the line", () => {
    const line = optimalReconstruction(twoClouds(), "dae", 0.5);
    expect(() =>
      circulation({ ...line, dim: 1, evaluate: (x) => x, jacobian: (x) => x }, { center: [0], radius: 1 }),
    ).toThrow(/^r\.dim must be a whole number, 2 or more, not 1/);
  });
});
