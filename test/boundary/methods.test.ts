import { describe, expect, test } from "vitest";
import * as scorebook from "../../src/index.ts";
import { InputError } from "../../src/numerics/input-error.ts";
import { points, positive, rng, whole } from "./bad-values.ts";

const generator = scorebook.createRng(1);
const plane = new scorebook.EnergyDensity({
  expression: "x^2 + y^2",
  domain: [
    [-3, 3],
    [-3, 3],
  ],
});
const weights = {
  encoder: new Float64Array(6).fill(0.1),
  hiddenBias: new Float64Array(3),
  decoder: new Float64Array(6).fill(0.1),
  outputBias: new Float64Array(2),
};
const network = new scorebook.OneLayer(weights, 0.3);
const atPoints = ["evaluate", "jacobian", "displacement", "smoothedLogPdf", "logPdf", "score", "hessian"] as const;

/** Everything with methods that take points, a generator and a number of points, or a sigma. */
const things: Readonly<Record<string, () => object>> = {
  "a Gaussian mixture of the line": () => scorebook.threeBumps(),
  "a Gaussian mixture of the plane": () => scorebook.twoClouds(),
  "an energy of the line": () => scorebook.paper1d(),
  "an energy of the plane": () => plane,
  points: () => new scorebook.FinitePoints(Float64Array.of(0, 1, 2, 3), 2),
  "blurred points": () => new scorebook.FinitePoints(Float64Array.of(0, 1, 2, 3), 2).smoothed(0.3),
  "a curve": () => scorebook.curve10d(),
  "a blurred curve": () => scorebook.spiral().smoothed(0.3),
  Dae1d: () => new scorebook.Dae1d(scorebook.paper1d(), 0.3),
  Rcae1d: () => new scorebook.Rcae1d(scorebook.paper1d(), 0.3),
  Dae2d: () => new scorebook.Dae2d(plane, 0.3),
  Rcae2d: () => new scorebook.Rcae2d(plane, 0.3),
  RcaeLangevin: () => new scorebook.RcaeLangevin(plane, 0.3, { rng: generator, samples: 2 }),
  "a closed form": () => scorebook.optimalReconstruction(scorebook.twoClouds(), "dae", 0.3),
  "the contractive optimum of a Gaussian": () =>
    scorebook.optimalReconstruction(
      new scorebook.GaussianMixture([{ weight: 1, mean: [0, 0], covariance: 1 }]),
      "rcae",
      0.3,
    ),
  "the contractive optimum of a mixture": () => scorebook.optimalReconstruction(scorebook.twoClouds(), "rcae", 0.3),
  OneLayer: () => network,
  MultiLayer: () => new scorebook.MultiLayer([{ matrix: new Float64Array(4), bias: new Float64Array(2) }], 0.3),
  "a network by the kernel": () => scorebook.fusedReconstruction(network),
  "plane waves": () => new scorebook.PlaneWaves([{ direction: [1, 0], waveVector: [1, 2], phase: 0 }]),
};

type Methods = Record<string, ((...values: readonly unknown[]) => unknown) | undefined> & { readonly dim: number };

describe("methods refuse what cannot be used, in a sentence:", () => {
  test.each(Object.keys(things))("%s", (name) => {
    const made = things[name]() as Methods;
    for (const method of [...atPoints, "scoreLaplacian", "value", "laplacian"]) {
      for (const bad of made[method] ? points(made.dim) : []) expectRefusal(made, method, [bad], "points");
    }
    if (made.sample) {
      for (const bad of rng) expectRefusal(made, "sample", [bad, 3], "rng");
      for (const bad of [1e12, ...whole(0)]) expectRefusal(made, "sample", [generator, bad], "n");
    }
    for (const bad of made.smoothed ? positive : []) expectRefusal(made, "smoothed", [bad], "sigma");
  });
});

function expectRefusal(made: Methods, method: string, values: readonly unknown[], argument: string): void {
  let thrown: unknown;
  try {
    made[method]?.(...values);
  } catch (error) {
    thrown = error;
  }
  const what = `${method}(${values.map(String).join(", ")}): ${thrown}`;
  expect(thrown, what).toBeInstanceOf(InputError);
  expect((thrown as InputError).argument, what).toBe(argument);
}
