import { twoClouds } from "../density/examples/two-clouds.ts";
import { createRng } from "../numerics/random/random.ts";
import { Rcae2d } from "../reconstruction/plane/rcae-2d.ts";
import { type Benchmark, foreign, largestError, own } from "./benchmark.ts";

const SIGMA = 0.5;
/** The size of the neglected tail of the reference's Legendre series. The error of the reference is far below every target. */
const REFERENCE_RESOLUTION = 1e-8;
/** The box of the peers: outside, p is below exp(-20) times its maximum. */
const LOG_DROP = 20;
/** The first spacing of the grid of finite differences, at which their error is measured. The error is proportional to its square. */
const FIRST_STEP = 0.1;
/** The spacing that should reach the target exactly is multiplied by this factor, for safety. */
const MARGIN = 0.95;
/** The degree of the elements of NGSolve, and their sizes from coarse to fine. The coarsest size that reaches the target is used. */
const NGSOLVE_DEGREE = 6;
const NGSOLVE_SIZES = [2, 1.4, 1, 0.7, 0.5, 0.35, 0.25];

/**
 * Compares Rcae2d with finite differences of second order and SciPy's sparse direct solver, and with elements of degree 6 in NGSolve.
 */
export const rcae2dBenchmark: Benchmark = {
  id: "rcae-2d",
  title: "The contractive optimum of two clouds in the plane",
  what: `Each run computes r* at 500 draws of the density for σ = ${SIGMA}, including the mesh and the solution. The error is the largest difference of r* from elements of a finer resolution. The target is an error of r*; our tolerance is for the error of the score estimate (r* - x)/σ². The grids of the peers are as coarse as the target allows`,
  async *comparisons(size, peer) {
    const density = twoClouds();
    const at = density.sample(createRng(1), size === "full" ? 500 : 20);
    const reference = new Rcae2d(density, SIGMA, { resolution: REFERENCE_RESOLUTION }).evaluate(at);
    const task = {
      sigma: SIGMA,
      components: density.components,
      box: density.effectiveSupport(LOG_DROP),
      at: Array.from(at),
    };
    const hasNgsolve = peer !== null && (await peer.run({ task: "has_ngsolve" })).values[0] === 1;
    for (const target of size === "full" ? [1e-3, 1e-4] : [1e-2]) {
      const tolerance = target;
      const ours = own(`scorebook Rcae2d, tolerance ${tolerance}`, () =>
        new Rcae2d(density, SIGMA, { tolerance }).evaluate(at),
      );
      const peers = [];
      if (peer) {
        const differences = { ...task, task: "finite_differences" };
        const { values } = await peer.run({ ...differences, h: FIRST_STEP });
        const h = FIRST_STEP * MARGIN * Math.sqrt(target / largestError(values, reference));
        peers.push(foreign(peer, `SciPy, finite differences, h = ${h.toPrecision(2)}`, { ...differences, h }));
      }
      if (peer && hasNgsolve) {
        const elements = { ...task, task: "ngsolve", degree: NGSOLVE_DEGREE };
        const h = await coarsest(NGSOLVE_SIZES, target, async (h) =>
          largestError((await peer.run({ ...elements, h })).values, reference),
        );
        peers.push(foreign(peer, `NGSolve, degree ${NGSOLVE_DEGREE}, h = ${h}`, { ...elements, h }));
      }
      yield { name: `error at most ${target}`, reference, ours, peers };
    }
  },
};

/** The first of the sizes whose error is at most the target, or else the last size. */
async function coarsest(
  sizes: readonly number[],
  target: number,
  errorOf: (size: number) => Promise<number>,
): Promise<number> {
  for (const size of sizes) if ((await errorOf(size)) <= target) return size;
  return sizes[sizes.length - 1];
}
