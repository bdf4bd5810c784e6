import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OneLayer, TiedOneLayer } from "../../src/autoencoder/network/one-layer.ts";
import {
  type OneLayerShape,
  parameterCount,
  parametersIn,
  parameterVector,
} from "../../src/autoencoder/network/parameters.ts";
import { ContractiveLoss } from "../../src/autoencoder/training/contractive-loss.ts";
import { DenoisingLoss } from "../../src/autoencoder/training/denoising-loss.ts";
import type { Objective } from "../../src/numerics/optimise/objective.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { differentiate } from "../support/differences.ts";

const SIGMA = 0.6;

interface Case {
  readonly shape: OneLayerShape;
  readonly parameters: Float64Array;
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
}

/** One to four dimensions, one to six units, one to five points; everything normal, from a seed. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    dim: fc.integer({ min: 1, max: 4 }),
    hidden: fc.integer({ min: 1, max: 6 }),
    tied: fc.boolean(),
    samples: fc.integer({ min: 1, max: 5 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ dim, hidden, tied, samples, seed }) => {
    const rng = createRng(seed);
    const shape = { dim, hidden, tied };
    const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.normal());
    return {
      shape,
      parameters: normals(parameterCount(shape)),
      clean: normals(samples * dim),
      noisy: normals(samples * dim),
    };
  });

function network({ shape, parameters }: Case): OneLayer {
  const { decoder, ...weights } = parametersIn(parameters, shape);
  return shape.tied ? new TiedOneLayer(weights, SIGMA) : new OneLayer({ ...weights, decoder }, SIGMA);
}

const sumOfSquares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);

const losses: readonly {
  readonly name: string;
  objective(given: Case): Objective;
  /** The definition, by evaluating the network. */
  definition(given: Case): number;
}[] = [
  {
    name: "the DAE loss",
    objective: ({ clean, noisy, shape }) => new DenoisingLoss(clean, noisy, shape),
    definition: (given) => {
      const r = network(given).evaluate(given.noisy);
      return sumOfSquares(r.map((value, j) => value - given.clean[j])) / (r.length / given.shape.dim);
    },
  },
  {
    name: "the RCAE loss",
    objective: ({ clean, shape }) => new ContractiveLoss(clean, SIGMA, shape),
    definition: (given) => {
      const r = network(given).evaluate(given.clean);
      const penalty = SIGMA ** 2 * sumOfSquares(network(given).jacobian(given.clean));
      return (sumOfSquares(r.map((value, j) => value - given.clean[j])) + penalty) / (r.length / given.shape.dim);
    },
  },
];

describe.each(losses)("$name", ({ objective, definition }) => {
  it("is its definition on the network's reconstruction, to 1e-12 of its size", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const value = objective(given).evaluate(given.parameters, new Float64Array(given.parameters.length));
        expect(Math.abs(value - definition(given))).toBeLessThanOrEqual(1e-12 * value);
      }),
    );
  });

  it("has the gradient of central differences, to 1e-8 of the loss and of the gradient's norm", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { parameters } = given;
        const loss = objective(given);
        const gradient = new Float64Array(loss.size);
        const size = loss.evaluate(parameters, gradient) + Math.sqrt(sumOfSquares(gradient));
        const unused = new Float64Array(loss.size);
        const value = (x: Float64Array): Float64Array => Float64Array.of(loss.evaluate(x, unused));
        for (let j = 0; j < loss.size; j++) {
          expect(Math.abs(gradient[j] - differentiate(value, parameters, j)[0])).toBeLessThanOrEqual(1e-8 * size);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("refuses points that don't fit the shape, in a sentence", () => {
    const shape = { dim: 2, hidden: 3, tied: false };
    const given = { shape, parameters: new Float64Array(), clean: new Float64Array(3), noisy: new Float64Array(3) };
    expect(() => objective(given)).toThrow(/must hold one point or more of dimension 2, not 3 numbers/);
  });
});

describe("the vector of parameters", () => {
  it("is what its parts say, in views of it, tied and untied", () => {
    for (const tied of [false, true]) {
      const shape = { dim: 2, hidden: 3, tied };
      const vector = Float64Array.from({ length: parameterCount(shape) }, (_, j) => j);
      const { decoder, ...weights } = parametersIn(vector, shape);
      expect(parameterVector(tied ? weights : { ...weights, decoder })).toEqual(vector);
      weights.outputBias[1] = -1;
      expect(vector.at(-1)).toBe(-1);
    }
  });
});
