import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sigmoid, silu, softplus, tanh } from "../../../src/autoencoder/network/activation.ts";
import { OneLayer, TiedOneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { points } from "../../support/arbitraries.ts";
import { differentiate } from "../../support/differences.ts";

const activations = [tanh, sigmoid, softplus, silu];

const numbers = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));

/** An untied and a tied map, and a point, in one to four dimensions with one to six hidden units. */
const cases = fc
  .record({
    dim: fc.integer({ min: 1, max: 4 }),
    hidden: fc.integer({ min: 1, max: 6 }),
    activation: fc.constantFrom(...activations),
  })
  .chain(({ dim, hidden, activation }) =>
    fc
      .record({
        encoder: numbers(dim * hidden),
        hiddenBias: numbers(hidden),
        decoder: numbers(dim * hidden),
        outputBias: numbers(dim),
        x: points(dim),
      })
      .map(({ x, ...weights }) => ({
        x,
        untied: new OneLayer(weights, 0.1, activation),
        tied: new TiedOneLayer(weights, 0.1, activation),
      })),
  );

describe.each(activations)("the activation $name", ({ value, derivative, antiderivative }) => {
  it("is the derivative of its antiderivative, and has its derivative, to 1e-9", () => {
    for (let u = -8; u <= 8; u += 0.37) {
      const at = Float64Array.of(u);
      const integrand = differentiate((v) => v.map(antiderivative), at, 0)[0];
      const slope = differentiate((v) => v.map(value), at, 0)[0];
      expect(Math.abs(integrand - value(u))).toBeLessThan(1e-9);
      expect(Math.abs(slope - derivative(u))).toBeLessThan(1e-9);
    }
  });

  it("is finite, with its derivative and antiderivative, at ±1000", () => {
    for (const u of [-1000, 1000]) {
      for (const f of [value, derivative, antiderivative]) expect(Number.isFinite(f(u))).toBe(true);
    }
  });
});

describe("softplus", () => {
  it("has the antiderivative π²/12 at 0, −Li₂(−1), to 1e-15", () => {
    expect(Math.abs(softplus.antiderivative(0) - Math.PI ** 2 / 12)).toBeLessThan(1e-15);
  });
});

describe("OneLayer", () => {
  it("is c + V h(b + W x)", () => {
    const layer = new OneLayer(
      {
        encoder: Float64Array.of(1, 2, 3, 4, 5, 6),
        hiddenBias: Float64Array.of(0.1, 0.2, 0.3),
        decoder: Float64Array.of(1, -1, 2, 0.5, 1, -2),
        outputBias: Float64Array.of(10, 20),
      },
      0.1,
    );
    const [p, q, s] = [0.1 + 0.1 - 0.4, 0.2 + 0.3 - 0.8, 0.3 + 0.5 - 1.2].map(Math.tanh);
    const [first, second] = layer.evaluate(Float64Array.of(0.1, -0.2));
    expect(first).toBeCloseTo(10 + p - q + 2 * s, 13);
    expect(second).toBeCloseTo(20 + 0.5 * p + q - 2 * s, 13);
  });

  it("has the Jacobian that differences give, to 1e-7, for random weights, tied or not", () => {
    fc.assert(
      fc.property(cases, ({ x, untied, tied }) => {
        for (const layer of [untied, tied]) {
          const jacobian = layer.jacobian(x);
          for (let j = 0; j < layer.dim; j++) {
            const column = differentiate((at) => layer.evaluate(at), x, j);
            for (let i = 0; i < layer.dim; i++) {
              expect(Math.abs(column[i] - jacobian[i * layer.dim + j])).toBeLessThan(1e-7);
            }
          }
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it("refuses weights whose shapes don't fit together", () => {
    const weights = {
      encoder: new Float64Array(5),
      hiddenBias: new Float64Array(3),
      decoder: new Float64Array(6),
      outputBias: new Float64Array(2),
    };
    expect(() => new OneLayer(weights, 0.1)).toThrow("encoder must hold 3 x 2 numbers, as the biases say, not 5");
    expect(() => new OneLayer({ ...weights, outputBias: new Float64Array(0) }, 0.1)).toThrow("outputBias must hold");
    expect(() => new OneLayer({ ...weights, hiddenBias: new Float64Array(0) }, 0.1)).toThrow("hiddenBias must hold");
  });
});

describe("TiedOneLayer", () => {
  it("has an energy whose gradient is x − r(x), to 1e-7, and a symmetric Jacobian, to 1e-13, for random weights", () => {
    fc.assert(
      fc.property(cases, ({ x, tied }) => {
        const { dim } = tied;
        const [r, jacobian] = [tied.evaluate(x), tied.jacobian(x)];
        for (let j = 0; j < dim; j++) {
          const [slope] = differentiate((at) => tied.energy(at), x, j);
          expect(Math.abs(slope - (x[j] - r[j]))).toBeLessThan(1e-7);
          for (let i = 0; i < dim; i++) {
            expect(Math.abs(jacobian[i * dim + j] - jacobian[j * dim + i])).toBeLessThan(1e-13);
          }
        }
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});
