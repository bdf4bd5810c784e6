import { plural } from "../../../numerics/quote.ts";
import { AUDIT_NODES, type QuadratureReport } from "../../../sampling/diagnostics/quadrature-check.ts";
import { MOST_NODES } from "../../../sampling/energy/refined-path.ts";
import { formatNumber, formatTable } from "../../output/output.ts";
import type { Distances, SamplingReport } from "./sampling-report.ts";

/**
 * The report as text for a reader.
 * @param saysEngine whether the text names the engine that computed r
 */
export function describeSampling(report: SamplingReport, saysEngine = false): string {
  return [
    coordinatesTable(report),
    "",
    describeChains(report),
    describeProposal(report),
    ...describeEnergy(report),
    ...(report.distances ? describeDistances(report.distances, report.standardised) : []),
    ...(saysEngine ? [`The network was computed by ${report.engine}.`] : []),
    ...report.warnings,
    `Written: ${report.out}.`,
  ].join("\n");
}

function coordinatesTable(report: SamplingReport): string {
  const rows = report.rHat.map((value, a) => [
    `x${a + 1}`,
    withError(report.mean[a], report.standardError[a]),
    numberOf(report.standardError[a], 2),
    report.rHatIsInfinite[a] ? "infinite" : numberOf(value, 4),
    numberOf(report.bulkEffectiveSampleSize[a], 3),
    numberOf(report.tailEffectiveSampleSize[a], 3),
  ]);
  return formatTable(["", "mean", "standard error", "R-hat", "effective sample size, bulk", "tails"], rows);
}

function describeChains({ chains, steps, kept, acceptance, acceptanceStandardError }: SamplingReport): string {
  const made = `${plural(chains, "chain")} of ${plural(steps, "step")}, ${plural(kept, "draw")} of each kept`;
  if (acceptance === null) return `${made}.`;
  const error = acceptanceStandardError === null ? "" : ` (standard error ${formatNumber(acceptanceStandardError, 2)})`;
  return `${made}; acceptance ${formatNumber(acceptance, 3)}${error}.`;
}

function describeProposal({ proposal, adaptation, method, timeStep, standardised }: SamplingReport): string {
  const units = standardised ? " standard deviations of the columns" : "";
  const time = timeStep === null ? "" : `, time step ${formatNumber(timeStep, 3)}`;
  const value = `Proposal ${formatNumber(proposal, 4)}${units}${time}`;
  if (!adaptation) return `${value}${method === "langevin" ? "" : ", not adapted"}.`;
  const { steps, initial, target } = adaptation;
  return `${value}, adapted in ${plural(steps, "step")} of warm-up from ${formatNumber(initial, 4)} for an acceptance of ${target}.`;
}

function describeEnergy({ energy, quadrature }: SamplingReport): string[] {
  if (energy === "exact") return ["Energy differences are exact: log p_sigma is known."];
  return quadrature ? describeQuadrature(quadrature) : [];
}

function describeQuadrature({ comparison, refinement, reversedFraction, decisions }: QuadratureReport): string[] {
  const { nodes, against, proposals, meanDifference, acceptanceEffect, reversed } = comparison;
  const percent = (fraction: number): string => `${formatNumber(100 * fraction, 2)} %`;
  const effect = `a difference of ${numberOf(finiteOrNull(meanDifference), 2)} in the energy on average, ${formatNumber(acceptanceEffect, 2)} in the acceptance, ${percent(reversed / proposals)} of the decisions`;
  if (!refinement) {
    return [
      `Energy differences by the path integral with ${plural(nodes, "Gauss point")}; against ${against}, on ${plural(proposals, "proposal")}: ${effect}.`,
    ];
  }
  const { meanNodes, largestNodes, undecided } = refinement;
  return [
    `Energy differences by the path integral with 2 to ${largestNodes} Gauss points, as each decision needs, ${formatNumber(meanNodes, 3)} on average.`,
    `  With 1 point there would have been: ${effect}.`,
    `  ${AUDIT_NODES} points change ${percent(reversedFraction)} of ${plural(decisions, "decision")}${undecided > 0 ? `; ${plural(undecided, "decision")} in all stayed undecided at ${MOST_NODES} points` : ""}.`,
  ];
}

function describeDistances(distances: Distances, standardised: boolean): string[] {
  const { draws, references, floor, test } = distances;
  const units = standardised ? ", in standard deviations of the columns" : "";
  const one = (name: string, key: "energyDistance" | "slicedWasserstein"): string =>
    `${name} distance ${formatNumber(distances[key], 3)}${floor ? ` (between two such sets of data: ${formatNumber(floor[key], 2)})` : ""}`;
  return [
    `From ${draws} of the draws to ${references} of the data, blurred by sigma${units}:`,
    `  ${one("energy", "energyDistance")}`,
    `  ${one("sliced Wasserstein", "slicedWasserstein")}`,
    ...(test ? describeTest(test) : []),
  ];
}

function describeTest(test: NonNullable<Distances["test"]>): string[] {
  const { draws, references, lag, energyDistance, pValue, permutations } = test;
  const which =
    lag === null
      ? "the last draw of each chain"
      : `${lag === 1 ? "each draw" : `one draw in ${lag}`} of each chain, two autocorrelation times apart`;
  return [
    `Do the draws differ from the data? Energy distance ${formatNumber(energyDistance, 3)}; p-value ${formatNumber(pValue, 3)} of ${permutations} permutations.`,
    `  The test takes ${draws} draws, ${which}, and ${references} of the data. Draws that are closer are alike, and would make p too small.`,
  ];
}

function numberOf(value: number | null, digits: number): string {
  return value === null ? "undefined" : formatNumber(value, digits);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A number, rounded to the second digit of its error. */
function withError(value: number | null, error: number | null): string {
  if (value === null || error === null || !(error > 0)) return numberOf(value, 4);
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(error)) + 2;
  return formatNumber(value, Math.max(1, Math.min(digits, 15)));
}
