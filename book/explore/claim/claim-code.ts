import { scorebookCommand } from "../shared/shell.ts";
import type { Breakage, ClaimState } from "./claim-state.ts";

const FACTORS: Readonly<Record<Exclude<Breakage, "none">, string>> = {
  sign: "-1",
  sigma: "1 / optimum.sigma",
  factor: "0.5",
};

/** A cell of a notebook, or a script, that measures the claim, broken in the same way. */
export function claimTypescript({ claim, breakage }: ClaimState): string {
  const print = `console.log(JSON.stringify({
  verdict: report.verdict,
  checks: report.checks.map(({ name, predicted, measured, verdict }) => ({ name, predicted, measured, verdict })),
}));
`;
  if (breakage === "none") {
    return `import { verifyClaim } from "scorebook";

const report = verifyClaim("${claim}");
${print}`;
  }
  return `import { claims, displacement, numericalOptima, type Optima, type OptimalReconstruction } from "scorebook";

const broken = (optimum: OptimalReconstruction): OptimalReconstruction => {
  const { dim, method, sigma, errorEstimate, jacobianErrorEstimate } = optimum;
  const factor = ${FACTORS[breakage]};
  const change = (x: Float64Array) => displacement(optimum, x).map((value) => factor * value);
  const identity = (k: number) => (Math.floor(k / dim) % dim === k % dim ? 1 : 0);
  return {
    dim, method, sigma, errorEstimate, jacobianErrorEstimate,
    displacement: change,
    evaluate: (x) => change(x).map((value, j) => x[j] + value),
    jacobian: (x) => optimum.jacobian(x).map((entry, k) => identity(k) + factor * (entry - identity(k))),
    optimalLoss: () => optimum.optimalLoss(),
  };
};
const optima: Optima = {
  dae: (density, sigma) => broken(numericalOptima.dae(density, sigma)),
  rcae: (density, sigma) => broken(numericalOptima.rcae(density, sigma)),
};
const report = claims.find(({ id }) => id === "${claim}")!.verify(optima);
${print}`;
}

/** The command that measures the claim; it breaks nothing. */
export function claimCommand({ claim, breakage }: ClaimState): string {
  const command = `${scorebookCommand("verify", "--only", claim, "--json")}\n`;
  return breakage === "none"
    ? command
    : `# The command measures the claim as it is: only the TypeScript breaks it.\n${command}`;
}
