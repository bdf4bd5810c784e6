import { formatNumber } from "../../output/output.ts";
import type { SamplingReport } from "./sampling-report.ts";

/** The upper limit that the authors of the rank-normalised R-hat recommend. */
const LARGEST_R_HAT = 1.01;
/** The effective sample size above which they trust R-hat, quantiles and standard errors. */
const FEWEST_EFFECTIVE = 400;
/** If the acceptance is farther than this from its target, the warm-up has not found the proposal. */
const ACCEPTANCE_MISSED = 0.15;
/** With an acceptance outside of this range, a given proposal is almost never accepted, or is so short that the chains hardly move. */
const [LEAST_ACCEPTANCE, MOST_ACCEPTANCE] = [0.01, 0.99];

/** Warnings about the draws of a report, each a sentence, the gravest first. */
export function samplingWarnings(report: SamplingReport): string[] {
  const nothingLasts = report.ranAway?.chains === report.chains;
  return [
    ...ranAwayWarning(report),
    ...ruleWarning(report),
    ...quadratureWarning(report),
    ...acceptanceWarning(report),
    ...(nothingLasts ? [] : [...mixingWarning(report), ...sizeWarning(report)]),
  ];
}

function ranAwayWarning({ ranAway, chains, proposal, format }: SamplingReport): string[] {
  if (!ranAway) return [];
  const left = chains - ranAway.chains;
  const rest = left === 0 ? "no chain is left to diagnose" : `the numbers printed here are those of the other ${left}`;
  const written =
    format === "csv" ? "Their draws before that step are in the file" : "The file holds the other chains only";
  return [
    `${ranAway.chains} of ${chains} chains diverged to infinity, the first before step ${ranAway.step}: a proposal of ${formatNumber(proposal, 3)} is too large. ${written}; ${rest}. Give a smaller --proposal, or --method mala.`,
  ];
}

function ruleWarning({ method, energy, timeStep }: SamplingReport): string[] {
  if (method === "langevin" && timeStep !== null) {
    return [
      `langevin accepts every step, so that its draws have a bias of the order of the time step, ${formatNumber(timeStep, 3)}; --method mala has no such bias.`,
    ];
  }
  if (energy !== "first-order") return [];
  return ["The first-order energy difference is biased: the draws are too wide. --energy path has no such bias."];
}

function quadratureWarning(report: SamplingReport): string[] {
  const { quadrature } = report;
  if (!quadrature || !biasMayExceedError(report, quadrature.reversedFraction)) return [];
  const { comparison, refinement, reversedFraction } = quadrature;
  const fraction = formatNumber(100 * reversedFraction, 2);
  return [
    refinement
      ? `A finer quadrature changes ${fraction} % of the decisions, so the draws may be biased by more than their standard errors: the score changes over lengths far below the steps. Give a smaller --proposal, or --nodes 100.`
      : `${comparison.against} Gauss points in place of ${comparison.nodes} change ${fraction} % of the decisions, so the draws may be biased by more than their standard errors. Leave out --nodes, and each decision takes as many points as it needs.`,
  ];
}

/**
 * If a fraction phi of the decisions changes, the distribution that the chains sample changes by at most phi times the number of steps
 * after which chains forget their position (Mitrophanov, Journal of Applied Probability 42, 2005). That number is the number of all
 * steps over the effective sample size S. The standard error of a mean, in standard deviations, is 1 / sqrt(S).
 */
function biasMayExceedError(report: SamplingReport, reversedFraction: number): boolean {
  const { chains, kept, thin, bulkEffectiveSampleSize } = report;
  const size = Math.min(...bulkEffectiveSampleSize.map((value) => value ?? 1));
  return (reversedFraction * chains * kept * thin) / size > 1 / Math.sqrt(size);
}

function acceptanceWarning({ acceptance, adaptation }: SamplingReport): string[] {
  if (acceptance === null) return [];
  const measured = formatNumber(acceptance, 2);
  if (adaptation) {
    return Math.abs(acceptance - adaptation.target) > ACCEPTANCE_MISSED
      ? [
          `The acceptance, ${measured}, is far from ${adaptation.target}, which the proposal was adapted to: the warm-up was too short, or the chains have moved on since. Give more steps to --warm-up.`,
        ]
      : [];
  }
  if (acceptance >= LEAST_ACCEPTANCE && acceptance <= MOST_ACCEPTANCE) return [];
  return [
    `With an acceptance of ${measured} the chains hardly move. Leave out --proposal, so that the proposal adapts in a warm-up.`,
  ];
}

function mixingWarning({ rHat, adaptation }: SamplingReport): string[] {
  const high = rHat.map((value) => (value ?? Number.POSITIVE_INFINITY) > LARGEST_R_HAT);
  if (!high.includes(true)) return [];
  const advice = adaptation ? "Try more --steps." : "Try more --steps, or another --proposal.";
  return [
    `R-hat of ${coordinates(high)} is above ${LARGEST_R_HAT}, or undefined: the chains do not agree with each other yet. ${advice}`,
  ];
}

function sizeWarning({ bulkEffectiveSampleSize: bulk, tailEffectiveSampleSize: tail }: SamplingReport): string[] {
  const small = bulk.map((value, a) => Math.min(value ?? 0, tail[a] ?? 0) < FEWEST_EFFECTIVE);
  if (!small.includes(true)) return [];
  return [
    `The effective sample size of ${coordinates(small)} is below ${FEWEST_EFFECTIVE}, or undefined: R-hat and standard errors are rough.`,
  ];
}

/** The names of the marked coordinates: "x1, x2, x3 and 7 more". */
function coordinates(marked: readonly boolean[]): string {
  const names = [...marked.keys()].filter((a) => marked[a]).map((a) => `x${a + 1}`);
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
