import { expect, test } from "vitest";
import { localDimensions } from "../../../../src/cli/commands/rows/local-dimension.ts";
import { relativeLogDensity } from "../../../../src/cli/commands/rows/log-density.ts";
import { twoClouds } from "../../../../src/density/examples/two-clouds.ts";
import { createRng } from "../../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../../src/reconstruction/optimal.ts";
import type { IsotropicReconstruction } from "../../../../src/reconstruction/reconstruction.ts";

const exact = optimalReconstruction(twoClouds(), "dae", 0.5);
/** The same, which does not know p_sigma. */
const silent = (turn = 0): IsotropicReconstruction => ({
  dim: 2,
  sigma: 0.5,
  evaluate: (points) => {
    const to = exact.evaluate(points);
    for (let i = 0; i < to.length; i += 2) {
      to[i] -= turn * points[i + 1];
      to[i + 1] += turn * points[i];
    }
    return to;
  },
  jacobian: (points) => exact.jacobian(points),
});
const points = twoClouds().sample(createRng(1), 50);
const anchors = points.slice(0, 4);
const nearest = (at: Float64Array): Int32Array => new Int32Array(at.length / 2).map((_, i) => i % 2);
const truth = exact.smoothedLogPdf?.(points) ?? points;

test("path integrals give the differences of log p_sigma, within the errors that they state, all below 1e-4", () => {
  const { values, errors } = relativeLogDensity(silent(), anchors, nearest)(points);
  values.forEach((value, i) => {
    expect(errors?.[i]).toBeLessThan(1e-4);
    expect(Math.abs(value - values[0] - (truth[i] - truth[0]))).toBeLessThanOrEqual(
      (errors?.[i] ?? 0) + (errors?.[0] ?? 0) + 1e-12,
    );
  });
});

test("of a field that turns, errors are as large as ways differ", () => {
  const { errors } = relativeLogDensity(silent(0.2), anchors, nearest)(points);
  expect(Math.max(...(errors ?? []))).toBeGreaterThan(0.1);
});

test("where p_sigma is known it is taken as it is", () => {
  expect(relativeLogDensity(exact, anchors, nearest)(points)).toEqual({ values: truth, errors: null });
});

test.each([
  ["a plane in R^3", [1, 0, 0, 0, 1, 0, 0, 0, 0], 2],
  ["eigenvalues beyond [0, 1], which count as its ends", [3, 0, 0, 0, -2, 0, 0, 0, 0.25], 1.25],
  ["a rotation beside it, which has no symmetric part", [1, 5, 0, -5, 1, 0, 0, 0, 0], 2],
])("the dimension of %s", (_, jacobian, dimension) => {
  expect(localDimensions(Float64Array.from(jacobian), 3)[0]).toBeCloseTo(dimension, 12);
});
