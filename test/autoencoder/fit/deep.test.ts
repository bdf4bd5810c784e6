import { describe, expect, it } from "vitest";
import { splitData } from "../../../src/autoencoder/data/training-data.ts";
import { deep } from "../../../src/autoencoder/fit/deep.ts";
import type { FitTask, FittedEstimator } from "../../../src/autoencoder/fit/estimator.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

const data = (points: Float64Array) => splitData(points, 2, 0.2, 1);
const onSpiral = data(spiral().sample(createRng(1), 400));
const gaussian = data(normals(createRng(2), 200));
const task = (hidden: FitTask["hidden"]): FitTask => ({
  sigmas: [0.1],
  range: [0.1, 0.1],
  seed: 1,
  steps: 300,
  hidden,
});
const sizeOf = ({ content }: FittedEstimator) =>
  content?.kind === "deep" ? content.provenance.options.hidden : undefined;

describe("of several deep networks", () => {
  it("the larger one is kept where validation rows are clearly better, on a spiral that two units cannot follow", async () =>
    expect(sizeOf(await deep.fit(onSpiral, task([[2], [64, 64]])))).toEqual([64, 64]));

  it("the smaller one is kept where the larger one gains nothing, on one Gaussian", async () =>
    expect(sizeOf(await deep.fit(gaussian, task([[2], [64, 64]])))).toEqual([2]));

  it("a later fold takes the size of the first one, whatever it would choose itself", async () => {
    const first = await deep.fit(gaussian, task([[2], [64, 64]]));
    expect(sizeOf(await deep.fit(onSpiral, task([[2], [64, 64]]), first))).toEqual([2]);
  });
});
