import { ClosedFormModel, type FittedDensity } from "../../src/autoencoder/model/closed-form-model.ts";
import type { Model } from "../../src/autoencoder/model/trained-model.ts";
import { createRng, normals } from "../../src/numerics/random/random.ts";
import { scoreEstimate } from "../../src/reconstruction/reconstruction.ts";
import { smallModel } from "./small-model.ts";
import { smallResidualModel } from "./small-residual-model.ts";

const scaling = { mean: Float64Array.of(0.5, -1), scale: Float64Array.of(2, 0.5) };
const closed = (density: FittedDensity, scaled = false): Model =>
  new ClosedFormModel({
    density,
    sigmas: [0.3, 0.3],
    scaling: scaled ? scaling : null,
    provenance: { ...smallModel().provenance, options: { loss: "dae", seed: 1 } },
  });
const components = [
  {
    weight: 0.3,
    mean: [1, 0.5],
    covariance: [
      [0.5, 0.2],
      [0.2, 0.4],
    ],
  },
  {
    weight: 0.7,
    mean: [-1, 0],
    covariance: [
      [0.1, 0],
      [0, 0.3],
    ],
  },
];
const points = normals(createRng(4), 14, 1);
/** Every kind of model, with the sigma at which it is evaluated. `input` is set if sigma is an input of the graph. */
export const kinds: readonly (readonly [name: string, model: Model, sigma: number, input?: true])[] = [
  ["one layer", smallModel(), 0.3],
  ["tied weights", smallModel({ tied: true }), 0.3],
  ["one layer, standardised", smallModel({ scaling }), 0.3],
  ["residual", smallResidualModel(), 0.3],
  ["residual, tanh, standardised", smallResidualModel({ activation: "tanh", scaling }), 0.3],
  ["residual, a range of sigmas", smallResidualModel({ sigmas: [0.1, 2] }), 0.4, true],
  ["residual, a range of sigmas, standardised", smallResidualModel({ sigmas: [0.1, 2], scaling }), 0.4, true],
  ["a Gaussian", closed({ kind: "gaussian", components: [{ ...components[0], weight: 1 }] }), 0.3],
  ["a mixture", closed({ kind: "mixture", components }), 0.3],
  ["a mixture, standardised", closed({ kind: "mixture", components }, true), 0.3],
  ["points", closed({ kind: "points", points, dim: 2 }), 0.3],
  ["points, standardised", closed({ kind: "points", points, dim: 2 }, true), 0.3],
];
// Numbers that float32 represents exactly, so that the graphs are compared and not the rounding of their inputs.
export const at: Float64Array = normals(createRng(5), 20, 1).map(Math.fround);
export const direction: Float64Array = normals(createRng(6), 20, 1).map(Math.fround);

/** The results of the model itself: r, the score, and dr/dx v. */
export function expected(
  model: Model,
  sigma: number,
  input: boolean | undefined,
): Record<"r" | "score" | "jvp", Float64Array> {
  const own = input
    ? (model as { reconstruction(s: number): ReturnType<Model["reconstruction"]> }).reconstruction(sigma)
    : model.reconstruction();
  const jacobian = own.jacobian(at);
  const jvp = at.map((_, j) => {
    const row = 2 * j;
    return jacobian[row] * direction[j - (j % 2)] + jacobian[row + 1] * direction[j - (j % 2) + 1];
  });
  return { r: own.evaluate(at), score: scoreEstimate(own, at), jvp };
}

/** The largest difference, relative to max(1, the largest number of a). */
export function largestError(a: Float64Array, b: ArrayLike<number>): number {
  const size = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return a.reduce((most, value, j) => Math.max(most, Math.abs(value - b[j])), 0) / size;
}

/** The largest errors of a graph, relative to max(1, the largest number). They allow for rounding in hundreds of operations. */
export const limits = { float64: 1e-12, float32: 1e-6 } as const;
