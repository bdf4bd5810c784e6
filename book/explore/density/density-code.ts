import { scorebookCommand } from "../shared/shell.ts";
import type { DensityState } from "./density-state.ts";

/** A cell of a notebook, or a script, that prints the numbers at the place that is read out. */
export function densityTypescript({ energy, from, to, sigma, at }: DensityState): string {
  return `import { EnergyDensity, optimalReconstruction, scoreEstimate } from "scorebook";

const density = new EnergyDensity({ expression: ${JSON.stringify(energy)}, domain: [[${from}, ${to}]] });
const at = Float64Array.of(${at});
const dae = optimalReconstruction(density, "dae", ${sigma});
const rcae = optimalReconstruction(density, "rcae", ${sigma});
console.log(JSON.stringify({
  p: Math.exp(density.logPdf(at)[0]),
  smoothed: Math.exp(dae.smoothedLogPdf!(at)[0]),
  score: density.score(at)[0],
  dae: dae.evaluate(at)[0],
  rcae: rcae.evaluate(at)[0],
  daeScore: scoreEstimate(dae, at)[0],
  rcaeScore: scoreEstimate(rcae, at)[0],
}));
`;
}

/** One command for each of the two optima: r, the score and its estimate at the place that is read out. */
export function densityCommand({ energy, from, to, sigma, at }: DensityState): string {
  const density = JSON.stringify({ kind: "energy", expression: energy, domain: [[from, to]] });
  const lines = ["dae", "rcae"].map((method) =>
    scorebookCommand(
      ...["reconstruct", "--density", density, "--method", method],
      ...["--sigma", `${sigma}`, "--at", JSON.stringify([[at]]), "--json"],
    ),
  );
  return `${lines.join("\n")}\n`;
}
