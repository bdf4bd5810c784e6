import { twoClouds } from "../density/examples/two-clouds.ts";
import { createRng } from "../numerics/random/random.ts";
import { Rcae2d } from "../reconstruction/plane/rcae-2d.ts";
import { type Benchmark, foreign, largestError, own } from "./benchmark.ts";

const SIGMA = 0.5;
/** Tolerances of our elements: of the reference, and loose. */
const REFERENCE_TOLERANCE = 1e-8;
const LOOSE_TOLERANCE = 1e-3;
/** The peer's box: p is below exp(-20) of its maximum outside. */
const LOG_DROP = 20;
/** The grid that its error is first measured on; the error goes with the square of the distance of grid points. */
const FIRST_STEP = 0.1;
/** To be on the safe side of a target. */
const MARGIN = 0.95;

/** Rcae2d against second-order finite differences with SciPy's sparse direct solver. */
export const rcae2dBenchmark: Benchmark = {
  id: "rcae-2d",
  title: "The contractive optimum of two clouds in the plane",
  what: `r* at 500 draws of the density, σ = ${SIGMA}, mesh and solution included; the error is the largest of r*, against elements of a finer tolerance; the grid is as coarse as its target allows`,
  async *comparisons(size, peer) {
    const density = twoClouds();
    const at = density.sample(createRng(1), size === "full" ? 500 : 20);
    const reference = new Rcae2d(density, SIGMA, REFERENCE_TOLERANCE).evaluate(at);
    const ours = own("scorebook Rcae2d", () => new Rcae2d(density, SIGMA, LOOSE_TOLERANCE).evaluate(at));
    const task = {
      task: "finite_differences",
      sigma: SIGMA,
      components: density.components,
      box: density.effectiveSupport(LOG_DROP),
      at: Array.from(at),
    };
    for (const target of size === "full" ? [1e-3, 1e-4] : [1e-2]) {
      const peers = [];
      if (peer) {
        const { values } = await peer.run({ ...task, h: FIRST_STEP });
        const h = FIRST_STEP * MARGIN * Math.sqrt(target / largestError(values, reference));
        peers.push(foreign(peer, `SciPy, finite differences, h = ${h.toPrecision(2)}`, { ...task, h }));
      }
      yield { name: `error of the grid at most ${target}`, reference, ours, peers };
    }
  },
};
