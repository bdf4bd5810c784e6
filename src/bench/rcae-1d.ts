import { paper1d } from "../density/examples/paper1d.ts";
import { linspace } from "../numerics/approximation/grid.ts";
import { cut } from "../numerics/quadrature/line-panels.ts";
import { ScoreEstimate1d } from "../reconstruction/line/finite-elements-1d.ts";
import { meshBetween } from "../reconstruction/line/mesh-1d.ts";
import { Rcae1d } from "../reconstruction/line/rcae-1d.ts";
import { type Benchmark, foreign, largestError, own } from "./benchmark.ts";

/** The degree of the reference solution, on elements of half the width. */
const REFERENCE_DEGREE = 18;
/** The smallest error that solve_bvp has to reach, even if ours is smaller. */
const FINEST_TARGET = 1e-9;
/** The degrees of the collocation: the first one that reaches our error is used, or else the one with the least error. */
const CHEBYSHEV_DEGREES = [32, 64, 128, 256, 512, 1024];
const TOLERANCES = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11];

/**
 * Compares Rcae1d with SciPy's solver for boundary value problems, a spectral method, and the dense system of the paper's authors.
 */
export const rcae1dBenchmark: Benchmark = {
  id: "rcae-1d",
  title: "The contractive optimum of the paper's 1-D density",
  what: "Each run computes r* at 201 points of [-1.2, 1.2], including the mesh and the solution. The error is the largest error of the score estimate (r* - x)/σ², relative to max(1, its size); the reference uses finite elements of half the width and degree 18. solve_bvp has the loosest tolerance with which it reaches our error, or 1e-9 if ours is smaller. The collocation has the lowest degree with which it reaches our error, or else the degree with the least error",
  async *comparisons(size, peer) {
    const density = paper1d();
    const at = linspace(-1.2, 1.2, 201);
    for (const sigma of size === "full" ? [1, 0.31, 0.16, 0.06, 0.02] : [0.31]) {
      const compute = (): Float64Array => new Rcae1d(density, sigma).evaluate(at);
      const score = referenceScore(density, sigma, at);
      const reference = at.map((x, i) => x + sigma ** 2 * score[i]);
      // An error of r* of this size is an error of 1 in the score estimate, relative to max(1, its size).
      const units = score.map((one) => sigma ** 2 * Math.max(1, Math.abs(one)));
      const error = largestError(compute(), reference, units);
      const target = Math.max(FINEST_TARGET, error);
      const points = Array.from(at);
      const peers = [];
      if (peer) {
        let tol = TOLERANCES[0];
        for (tol of TOLERANCES) {
          const { values } = await peer.run({ task: "solve_bvp", sigma, tol, at: points });
          if (largestError(values, reference, units) <= target) break;
        }
        peers.push(foreign(peer, `SciPy solve_bvp, tol ${tol}`, { task: "solve_bvp", sigma, tol, at: points }));
        const n = size === "full" ? 1000 : 100;
        const chebyshev = { task: "chebyshev", sigma, at: points };
        const degree = await bestDegree(error, async (degree) =>
          largestError((await peer.run({ ...chebyshev, degree })).values, reference, units),
        );
        peers.push(foreign(peer, `NumPy, Chebyshev collocation, degree ${degree}`, { ...chebyshev, degree }));
        peers.push(foreign(peer, `NumPy, dense ${n} x ${n}`, { task: "dense", sigma, n, at: points }));
      }
      yield { name: `σ = ${sigma}`, reference, units, ours: own("scorebook Rcae1d", compute), peers };
    }
  },
};

/** The first degree whose error is at most the target, or the one with the least error. */
async function bestDegree(target: number, errorOf: (degree: number) => Promise<number>): Promise<number> {
  let best = { degree: CHEBYSHEV_DEGREES[0], error: Infinity };
  for (const degree of CHEBYSHEV_DEGREES) {
    const error = await errorOf(degree);
    if (error <= target) return degree;
    if (error < best.error) best = { degree, error };
  }
  return best.degree;
}

function referenceScore(density: ReturnType<typeof paper1d>, sigma: number, at: Float64Array): Float64Array {
  const { edges } = new Rcae1d(density, sigma);
  const mesh = meshBetween(edges);
  const halved = { ...mesh, panels: mesh.panels.flatMap((panel) => cut(panel, 2)) };
  return new ScoreEstimate1d(density, sigma, halved, REFERENCE_DEGREE).evaluate(at);
}
