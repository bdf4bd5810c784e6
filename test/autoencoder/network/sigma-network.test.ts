import { describe, expect, it, test } from "vitest";
import {
  type DeepShape,
  deepParameterCount,
  initialDeepParameters,
  parameterParts,
} from "../../../src/autoencoder/network/deep-shape.ts";
import { SigmaNetwork } from "../../../src/autoencoder/network/sigma-network.ts";
import { skipScaling } from "../../../src/autoencoder/network/skip-scaling.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { relativeDifference } from "../../support/relative-difference.ts";

const shape: DeepShape = { dim: 3, hidden: [5, 4], activation: "silu", conditioned: true };

describe("a network that starts", () => {
  it("is the best denoiser of N(0, s^2 I) at every sigma, to 1e-15", () => {
    const network = new SigmaNetwork(shape, initialDeepParameters(shape, createRng(1)), [0.01, 10], 2);
    const points = normals(createRng(2), 12);
    for (const sigma of [0.01, 0.1, 1, 10]) {
      const expected = points.map((x) => (x * 4) / (4 + sigma ** 2));
      expect(relativeDifference(network.at(sigma).evaluate(points), expected)).toBeLessThan(1e-15);
    }
  });

  it("knows r(x) - x without cancellation: to 1e-15 of itself at sigma = 1e-6", () => {
    const network = new SigmaNetwork(shape, initialDeepParameters(shape, createRng(1)), [1e-6, 1], 1);
    const [change] = network.at(1e-6).displacement(Float64Array.of(2, 0, 0));
    const expected = (-2 * 1e-12) / (1 + 1e-12);
    expect(Math.abs(change - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
  });

  it("keeps the size of what passes: with 400 units a layer, units have a mean square of order 1", () => {
    const wide: DeepShape = { dim: 50, hidden: [400, 400, 400], activation: "tanh", conditioned: false };
    const parameters = initialDeepParameters(wide, createRng(3));
    const deviation = (name: string): number => {
      const part = parameterParts(wide).find((one) => one.name === name);
      const own = parameters.slice(part?.start, (part?.start ?? 0) + (part?.length ?? 0));
      return Math.sqrt(own.reduce((sum, one) => sum + one * one, 0) / own.length);
    };
    // 20,000 and 160,000 draws: five standard errors are 2.5 and 1 %.
    expect(Math.abs(deviation("W1") * Math.sqrt(50) - 1)).toBeLessThan(0.025);
    expect(Math.abs(deviation("W2") * Math.sqrt(400) - 1)).toBeLessThan(0.01);
    for (const name of ["V", "c", "A"]) expect(deviation(name)).toBe(0);
  });
});

test("the scaling leaves a network numbers of order 1: u and the target have mean square 1 at every sigma", () => {
  for (const dataScale of [0.3, 1, 20]) {
    for (const sigma of [1e-3, 0.5, 30]) {
      const { lessThanOne, input, output } = skipScaling(sigma, dataScale);
      expect(input ** 2 * (dataScale ** 2 + sigma ** 2)).toBeCloseTo(1, 12);
      // x - skip (x + eps) = (1 - skip) x - skip eps.
      const skip = 1 + lessThanOne;
      expect((lessThanOne ** 2 * dataScale ** 2 + skip ** 2 * sigma ** 2) / output ** 2).toBeCloseTo(1, 12);
    }
  }
});

test("refuses what does not fit, in a sentence", () => {
  const parameters = new Float64Array(deepParameterCount(shape));
  const made = (own: object, numbers = parameters, sigmas: [number, number] = [0.1, 1], dataScale = 1) => {
    return () => new SigmaNetwork({ ...shape, ...own }, numbers, sigmas, dataScale);
  };
  expect(made({}, new Float64Array(3))).toThrow("parameters must hold 77 numbers, as the shape says, not 3");
  expect(made({}, parameters, [1, 0.1])).toThrow(
    "sigmas must be two positive numbers, the smaller one first, not [1,0.1]",
  );
  expect(made({}, parameters, [0.1, 1], 0)).toThrow("dataScale must be a positive number, not 0");
  expect(made({ hidden: [] })).toThrow("hidden must hold one number of units or more, not 0");
  expect(made({ hidden: [5, 0.5] })).toThrow("hidden[1] must be a positive whole number, not 0.5");
  expect(made({ activation: "relu" })).toThrow(
    'activation must be "tanh", "sigmoid", "softplus" or "silu", not "relu"',
  );
  expect(() => made({})().at(2)).toThrow("sigma must be from 0.1 to 1, which the network was trained for, not 2");
});
