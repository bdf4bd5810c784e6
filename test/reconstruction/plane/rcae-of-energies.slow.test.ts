import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { mixturesTwice, twice } from "../../support/mixture-as-energy.ts";

type Point = readonly [number, number];

const isotropic = (weight: number, mean: readonly number[], width: number) => ({
  weight,
  mean,
  covariance: [
    [width ** 2, 0],
    [0, width ** 2],
  ],
});

describe("rcae of a mixture written as an energy agrees with that of the mixture, within both stated errors", () => {
  const check = ({ mixture, energy }: ReturnType<typeof twice>, sigma: number, points: readonly Point[]): void => {
    const [own, other] = [energy, mixture].map((p) => optimalReconstruction(p, "rcae", sigma));
    expect(own.errorEstimate).toBeLessThan(1e-6);
    const at = Float64Array.from(points.flat());
    const [r, exact] = [own.displacement?.(at), other.displacement?.(at)] as [Float64Array, Float64Array];
    points.forEach((_, i) => {
      const size = Math.hypot(exact[2 * i], exact[2 * i + 1]) / sigma ** 2;
      const difference = Math.hypot(r[2 * i] - exact[2 * i], r[2 * i + 1] - exact[2 * i + 1]) / sigma ** 2;
      expect(difference).toBeLessThanOrEqual((own.errorEstimate + other.errorEstimate) * Math.max(1, size));
    });
    const [loss, exactLoss] = [own, other].map((optimum) => optimum.optimalLoss());
    expect(Math.abs(loss.value - exactLoss.value)).toBeLessThanOrEqual(loss.errorEstimate + exactLoss.errorEstimate);
    expect(loss.errorEstimate).toBeLessThan(1e-9 * loss.value);
  };

  it.each([
    [0.02, 1.2, 0.3],
    [0.01, -0.777, 0.4321],
  ])("a well of width %d at (%d, %d) beside one of width 1 in a square of side 20, sigma = 0.3", (width, x, y) => {
    check(twice([isotropic(0.5, [x, y], width), isotropic(0.5, [0, 0], 1)]), 0.3, [
      [x, y],
      [0, 0],
      [1, 0.2],
    ]);
  });

  it("a random one, deviations from 0.01 to 1, sigma = 0.4, at the means of their components", () => {
    fc.assert(
      fc.property(mixturesTwice(), (both) => {
        check(
          both,
          0.4,
          both.mixture.components.map(({ mean }): Point => [mean[0], mean[1]]),
        );
      }),
      { numRuns: 1, seed: 20 },
    );
  });

  it("ridges too long and too narrow for square cells are refused in a sentence", () => {
    const domain = [
      [-1, 1],
      [-1, 1],
    ] as const;
    const density = new EnergyDensity({ expression: "min(x^2,y^2)/(2*0.00001^2)", domain });
    expect(() => optimalReconstruction(density, "rcae", 0.3)).toThrow(
      "density must have its narrow parts resolved by 4000 cells, not more; a smaller domain may help",
    );
  });
});
