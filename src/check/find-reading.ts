import { InputError } from "../numerics/input-error.ts";
import { alike, allCandidates, type Candidate, candidatesFor } from "./candidates.ts";
import type { Evidence } from "./evidence.ts";
import { formatFactor, formatPercent } from "./format.ts";
import { mixtureOf, type OutputKind } from "./output-kind.ts";
import type { Reading } from "./reading.ts";
import type { Mean } from "./statistics.ts";

/** A reading that fits the outputs, and the fault if it is not the declared reading. */
export interface FoundReading {
  readonly reading: Reading;
  readonly declaredKind: OutputKind;
  /** The fault. Undefined if the outputs are as declared, or if no reading explains them. */
  readonly candidate?: Candidate;
  /** Other readings that fit equally well at this sigma. */
  readonly alternatives: readonly Candidate[];
  /** The misfit E|read - s|^2 / E|s|^2 of the declared reading, and of this reading. */
  readonly declaredMisfit: number;
  readonly misfit: number;
}

/** A reading explains the outputs if its misfit is at most this fraction of the misfit of the declared reading. */
const EXPLAINED = 1 / 4;
/** The fraction that is required if the declared reading is within the tolerance. */
const CLEARLY_EXPLAINED = 1 / 25;
/** The largest misfit of a reading that explains the outputs. */
const LARGEST_MISFIT = 1 / 4;
/** The largest misfit of another sigma that is found from rows. It is smaller, since misfits at two sigmas are hardly comparable. */
const LARGEST_MISFIT_BY_ROWS = 1 / 10;
/** A misfit that is estimated from rows must be small enough even if this number of standard errors is added. */
const ADDED_STANDARD_ERRORS = 2;
/** A smaller misfit of the declared reading may be the rounding of 32-bit numbers and needs no explanation. */
const NEGLIGIBLE = 1e-8;
/** Smaller misfits are the errors of a good model. Two of them count as equal. */
const GOOD = 1e-4;
/** Another sigma is searched up to this factor above and below: on a grid with this number of sigmas, and in this number of refinements. */
const LARGEST_RATIO = 8;
const GRID_SIGMAS = 13;
const REFINEMENTS = 7;
/** The largest number of indistinguishable mistakes that a sentence names. */
const MOST_NAMED = 2;
/** The factor by which sigma is changed, to find out whether two mistakes are the same at every sigma. */
const ANOTHER = 1.7;
/** A sigma whose ratio to the declared one is less than this explains nothing. */
const SAME_SIGMA = 1.1;

/**
 * Finds the reading of a model's outputs. It is the declared reading if that fits, or if no other reading explains the outputs.
 * Otherwise it is the first of the readings that fit best: named readings come before another sigma, and another sigma before an
 * unnamed factor.
 * @param tolerance the largest relative error of the score that counts as right
 */
export async function findReading(
  evidence: Evidence,
  kind: OutputKind,
  sigma: number,
  tolerance: number,
): Promise<FoundReading> {
  const own: Reading = { kind, factor: 1, sigma };
  const { value: declaredMisfit, standardError } = await evidence.misfit(own);
  const found = { reading: own, declaredKind: kind, alternatives: [], declaredMisfit, misfit: declaredMisfit };
  // The declared reading fits: up to rounding, or for rows within the tolerance and three standard errors.
  if (declaredMisfit <= Math.max(NEGLIGIBLE, evidence.exact ? 0 : tolerance ** 2 + 3 * standardError)) return found;
  const fraction = declaredMisfit <= tolerance ** 2 ? CLEARLY_EXPLAINED : EXPLAINED;
  const explains = (one: Measured): boolean =>
    one.misfit + (evidence.exact ? 0 : ADDED_STANDARD_ERRORS * one.standardError) <=
    Math.min(LARGEST_MISFIT, fraction * declaredMisfit);
  const named = await measured(evidence, candidatesFor(kind, sigma));
  const fitting = named.filter(explains).sort((a, b) => a.misfit - b.misfit);
  const other = mixtureOf(kind, sigma).data === 1 ? await anotherSigma(evidence, own, declaredMisfit) : undefined;
  const clear =
    other && (evidence.exact || other.misfit + ADDED_STANDARD_ERRORS * other.standardError <= LARGEST_MISFIT_BY_ROWS);
  // Rows alone cannot distinguish an unnamed factor from memorised points.
  const free = evidence.exact ? await freeFactor(evidence, own) : undefined;
  const all = [
    ...fitting,
    ...[clear ? other : undefined, free].filter((one): one is Measured => one !== undefined && explains(one)),
  ];
  const least = all.reduce((best, one) => (one.misfit < best.misfit ? one : best), all[0]);
  const good = all.filter(({ misfit }) => misfit <= 2 * least.misfit + Math.max(GOOD, least.standardError));
  if (good.length === 0) return found;
  const [chosen, ...others] = good;
  const asGood = others
    .filter(({ candidate }) => candidate.name !== "factor" || chosen.candidate.name === "factor")
    .map(({ candidate }) => candidate);
  return {
    reading: chosen.candidate.reading,
    declaredKind: kind,
    candidate: chosen.candidate,
    alternatives: [...sameAs(chosen.candidate, kind, sigma), ...asGood],
    declaredMisfit,
    misfit: chosen.misfit,
  };
}

/** Other mistakes that equal a given one at this sigma but not at every sigma. At sigma = 1 the noise is minus the score. */
function sameAs(one: Candidate, kind: OutputKind, sigma: number): Candidate[] {
  const elsewhere = allCandidates(kind, ANOTHER * sigma);
  const alwaysSame = (a: Candidate, b: Candidate): boolean => {
    const [there, other] = [a, b].map(({ what }) => elsewhere.find((moved) => moved.what === what));
    return there !== undefined && other !== undefined && alike(there.reading, other.reading, ANOTHER * sigma);
  };
  const kept: Candidate[] = [];
  for (const other of allCandidates(kind, sigma)) {
    if (other.what === one.what || !alike(other.reading, one.reading, sigma)) continue;
    if (![one, ...kept].some((known) => alwaysSame(known, other))) kept.push(other);
  }
  return kept.slice(0, MOST_NAMED);
}

/**
 * Makes the readings at several sigmas agree. If two candidates are the same at a sigma, such as 1, the candidate that most sigmas
 * name is chosen there.
 */
export function agreeing(found: readonly FoundReading[]): FoundReading[] {
  const counts = new Map<string, number>();
  for (const { candidate } of found) if (candidate) counts.set(candidate.what, (counts.get(candidate.what) ?? 0) + 1);
  const [usual] = [...counts].sort(([, a], [, b]) => b - a).map(([what]) => what);
  const explained = found.filter(({ candidate }) => candidate);
  // A candidate that fits at one sigma only is refuted by the other sigmas.
  const everywhere = ({ what }: Candidate): boolean =>
    explained.every(({ alternatives }) => alternatives.some((other) => other.what === what));
  return found.map((each) => {
    const one = { ...each, alternatives: each.alternatives.filter(everywhere) };
    const { candidate, reading } = one;
    if (!candidate || candidate.what === usual) return one;
    const { kind, sigma } = { kind: one.declaredKind, sigma: reading.sigma };
    const same = allCandidates(kind, sigma).find(
      ({ what, reading: other }) => what === usual && alike(other, reading, sigma),
    );
    return same ? { ...one, candidate: same, reading: same.reading } : one;
  });
}

/** Sentences that say what the model returns, how well this reading fits, and what usually causes the fault. */
export function describeFound({ candidate, alternatives, declaredMisfit, misfit }: FoundReading): string {
  if (!candidate) return "";
  const also =
    alternatives.length > 0
      ? ` At this sigma it cannot be distinguished from ${alternatives.map(({ what }) => what.replace(/,$/, "")).join(", or from ")}; give several sigmas.`
      : "";
  const fit = `Read in this way, its relative error is ${formatPercent(Math.sqrt(Math.max(0, misfit)))}; read as declared, it is ${formatPercent(Math.sqrt(declaredMisfit))}`;
  return `The model returns ${candidate.what.replace(/,$/, "")}. ${fit}.${also} ${candidate.cause}`;
}

interface Measured {
  readonly candidate: Candidate;
  readonly misfit: number;
  readonly standardError: number;
}

async function measured(evidence: Evidence, candidates: readonly Candidate[]): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const candidate of candidates) {
    const { value: misfit, standardError } = await evidence.misfit(candidate.reading);
    all.push({ candidate, misfit, standardError });
  }
  return all;
}

/** The sigma for which the correct output of the same kind fits best. */
async function anotherSigma(evidence: Evidence, own: Reading, declaredMisfit: number): Promise<Measured | undefined> {
  const known = new Map<number, Mean>([[0, { value: declaredMisfit, standardError: 0 }]]);
  const at = async (log: number): Promise<number> => {
    const mean = known.get(log) ?? (await misfitOrInfinity(evidence, { ...own, sigma: own.sigma * Math.exp(log) }));
    known.set(log, mean);
    return mean.value;
  };
  let step = (2 * Math.log(LARGEST_RATIO)) / (GRID_SIGMAS - 1);
  let best = 0;
  for (let k = 0; k < GRID_SIGMAS; k++) {
    const log = k * step - Math.log(LARGEST_RATIO);
    if ((await at(log)) < (await at(best))) best = log;
  }
  for (let k = 0; k < REFINEMENTS; k++) {
    step /= 2;
    for (const log of [best - step, best + step]) if ((await at(log)) < (await at(best))) best = log;
  }
  const sigma = own.sigma * Math.exp(best);
  if (Math.abs(best) < Math.log(SAME_SIGMA)) return undefined;
  const { value: misfit, standardError } = known.get(best) as Mean;
  return {
    misfit,
    standardError,
    candidate: {
      reading: { ...own, sigma },
      name: "another sigma",
      what: `the right output for sigma = ${formatFactor(sigma)}, not for sigma = ${formatFactor(own.sigma)}`,
      cause:
        "The model was trained at another noise level than the one that it is given. Usually sigma is in other units, the variance takes the place of sigma, or the network ignores sigma.",
    },
  };
}

/** The misfit of a reading, or infinity for a sigma that the density or the model does not accept. */
async function misfitOrInfinity(evidence: Evidence, reading: Reading): Promise<Mean> {
  try {
    return await evidence.misfit(reading);
  } catch (error) {
    if (error instanceof InputError) return { value: Number.POSITIVE_INFINITY, standardError: 0 };
    throw error;
  }
}

async function freeFactor(evidence: Evidence, own: Reading): Promise<Measured | undefined> {
  const { value: factor, standardError } = await evidence.factor(own);
  if (!Number.isFinite(factor) || factor === 0) return undefined;
  const reading: Reading = { ...own, factor };
  const left = await evidence.misfit(reading);
  return {
    misfit: left.value,
    standardError: left.standardError,
    candidate: {
      reading,
      name: "factor",
      what: `${formatFactor(factor)} (standard error ${formatFactor(standardError)}) times the score that it should return`,
      cause: "A constant factor is missing, such as a scale of the data or a weight of the loss.",
    },
  };
}
