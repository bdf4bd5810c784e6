import { pointsJson } from "../points/points-state.ts";
import { scorebookCommand } from "../shared/shell.ts";
import { LARGEST_SIGMA, LEVELS, NODES, STREAMS } from "./chains-numbers.ts";
import type { ChainsState } from "./chains-state.ts";

/** A cell of a notebook, or a script, that runs both kinds of chains and the flow to the end. */
export function chainsTypescript({ points, sigma, proposal, chains, steps, seed }: ChainsState): string {
  return `import {
  coordinateDraws, corrupt, createRng, energyDistance, FinitePoints, firstOrderDifference, gaussLegendreRule, geometricSchedule,
  meanOfChains, metropolisHastings, optimalReconstruction, optimalSchedule, pathDifference, probabilityFlow, runChains,
  type EnergyDifference, type Rng,
} from "scorebook";

const points = ${JSON.stringify(points)};
const density = new FinitePoints(Float64Array.from(points.flat()), 2);
const r = optimalReconstruction(density, "dae", ${sigma});
const blurred = (sigma: number, rng: Rng) => corrupt(density.sample(rng, ${chains}), sigma, rng);
const starts = blurred(${sigma}, createRng(${seed}, ${STREAMS.starts}));
const reference = blurred(${sigma}, createRng(${seed}, ${STREAMS.reference}));
const walk = (energyDifference: EnergyDifference) => {
  const sampler = metropolisHastings({ dim: 2, energyDifference, proposal: ${proposal} });
  const run = runChains(sampler, createRng(${seed}, ${STREAMS.chains}), starts, { steps: ${steps} });
  const moments = [0, 1].map((axis) => meanOfChains(coordinateDraws(run.draws, ${chains}, 2, axis), ${chains}));
  return {
    acceptance: run.acceptance!.reduce((sum, one) => sum + one, 0) / ${chains},
    mean: moments.map(({ mean }) => mean),
    standardDeviation: moments.map(({ standardDeviation }) => standardDeviation),
    energyDistance: energyDistance(run.draws.slice(-starts.length), reference, 2),
  };
};
const sigmas = geometricSchedule(${LARGEST_SIGMA}, ${sigma}, ${LEVELS});
const flow = probabilityFlow(optimalSchedule(density, sigmas), blurred(sigmas[0], createRng(${seed}, ${STREAMS.starts})));
console.log(JSON.stringify({
  firstOrder: walk(firstOrderDifference(r)),
  path: walk(pathDifference(r, gaussLegendreRule(${NODES}))),
  flow: { energyDistance: energyDistance(flow[flow.length - 1], reference, 2) },
}));
`;
}

/** Three commands: chains with first-order energy differences, with path integrals, and the flow with its last noise taken out. */
export function chainsCommand({ points, sigma, proposal, chains, steps, seed }: ChainsState): string {
  const same = ["sample", "--density", pointsJson(points), "--sigma", `${sigma}`];
  const draws = ["--chains", `${chains}`, "--seed", `${seed}`, "--json"];
  const walk = ["--steps", `${steps}`, "--thin", "1", "--proposal", `${proposal}`];
  const flow = ["--method", "flow", "--largest-sigma", `${LARGEST_SIGMA}`, "--levels", `${LEVELS}`];
  const lines = [
    [...same, "--energy", "first-order", ...walk, ...draws, "--out", "first-order.csv"],
    [...same, "--energy", "path", "--nodes", `${NODES}`, ...walk, ...draws, "--out", "path.csv"],
    [...same, ...flow, ...draws, "--out", "flow.csv"],
  ];
  return `${lines.map((words) => scorebookCommand(...words)).join("\n")}\n`;
}
