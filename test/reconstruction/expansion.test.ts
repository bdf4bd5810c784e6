import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreLaplacian } from "../../src/density/differences/score-laplacian.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { convergenceOrder } from "../../src/numerics/approximation/convergence-order.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { DaeClosedForm } from "../../src/reconstruction/any-dimension/dae-closed-form.ts";
import { commutator, fourthOrderTerm } from "../../src/reconstruction/expansion.ts";
import { mixtures, points } from "../support/arbitraries.ts";
import { differentiate } from "../support/differences.ts";

const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

describe("fourthOrderTerm", () => {
  it.each([1, 2, 3, 10])(
    "leaves a remainder of the denoiser of order 6 in d = %d, within 0.05, for any mixture",
    (dim) => {
      fc.assert(
        fc.property(mixtures(dim), (density) => {
          const at = density.sample(createRng(2), 16);
          const [score, term] = [density.score(at), fourthOrderTerm(density, "dae", at)];
          const remainders = [0.01, 0.007, 0.005].map((sigma) => {
            const change = new DaeClosedForm(density, density.smoothed(sigma), sigma).displacement(at);
            return { at: sigma, error: norm(change.map((f, i) => f - sigma ** 2 * score[i] - sigma ** 4 * term[i])) };
          });
          expect(Math.abs(convergenceOrder(remainders).order - 6)).toBeLessThan(0.05);
        }),
        { seed: 1, numRuns: 20 },
      );
    },
  );

  it.each(["dae", "rcae"] as const)(
    "of %s is a gradient field: its Jacobian is symmetric to 1e-7 of its size",
    (method) => {
      fc.assert(
        fc.property(mixtures(3), points(3), (density, x) => {
          const columns = [0, 1, 2].map((j) => differentiate((at) => fourthOrderTerm(density, method, at), x, j));
          const size = Math.max(1, ...columns.map(norm));
          for (const [i, j] of [
            [0, 1],
            [0, 2],
            [1, 2],
          ]) {
            expect(Math.abs(columns[j][i] - columns[i][j])).toBeLessThan(1e-7 * size);
          }
        }),
        { seed: 2, numRuns: 40 },
      );
    },
  );

  it("differs between the methods by half the Laplacian of the score, exactly to 1e-14 of its size", () => {
    fc.assert(
      fc.property(mixtures(2), points(2), (density, x) => {
        const [dae, rcae] = [fourthOrderTerm(density, "dae", x), fourthOrderTerm(density, "rcae", x)];
        const laplacian = scoreLaplacian(density, x).values;
        const size = norm(dae) + norm(rcae) + norm(laplacian);
        expect(norm(rcae.map((value, i) => value - dae[i] - laplacian[i] / 2))).toBeLessThanOrEqual(1e-14 * size);
      }),
      { seed: 3, numRuns: 40 },
    );
  });
});

describe("commutator", () => {
  it.each([2, 3])(
    "is antisymmetric in d = %d, and that of A by differences of another kind to 1e-6 of its size",
    (dim) => {
      fc.assert(
        fc.property(mixtures(dim), points(dim), (density, x) => {
          const entries = commutator(density, x);
          const a = Array.from({ length: dim }, (_, j) =>
            differentiate((at) => fourthOrderTerm(density, "rcae", at), x, j),
          );
          const b = density.hessian(x);
          const size = Math.max(1, Math.max(...a.map(norm)) * norm(b));
          for (let i = 0; i < dim; i++) {
            for (let j = 0; j < dim; j++) {
              let expected = 0;
              for (let k = 0; k < dim; k++) expected += a[k][i] * b[k * dim + j] - b[i * dim + k] * a[j][k];
              expect(Math.abs(entries[i * dim + j] - expected)).toBeLessThan(1e-6 * size);
              expect(Math.abs(entries[i * dim + j] + entries[j * dim + i])).toBeLessThan(1e-8 * size);
            }
          }
        }),
        { seed: 4, numRuns: 30 },
      );
    },
  );

  it("vanishes for one Gaussian, where A = B B commutes with B: below 1e-8 of the size of A B", () => {
    fc.assert(
      fc.property(mixtures(3), points(3), (density, x) => {
        const gaussian = new GaussianMixture([{ ...density.components[0], weight: 1 }]);
        const size = norm(gaussian.hessian(x)) ** 3;
        expect(norm(commutator(gaussian, x))).toBeLessThan(1e-8 * size);
      }),
      { seed: 5, numRuns: 30 },
    );
  });
});
