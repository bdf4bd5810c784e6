import { formatFactor } from "./format.ts";
import { affineOutput, mixtureOf, type OutputKind } from "./output-kind.ts";
import type { Reading } from "./reading.ts";
import type { FaultName } from "./score-report.ts";

/** A reading of the outputs other than the declared one, and what it means if it fits. */
export interface Candidate {
  readonly reading: Reading;
  readonly name: FaultName;
  /** A description of the output, as the rest of a sentence that begins "The model returns". */
  readonly what: string;
  /** A sentence that says what usually causes this. */
  readonly cause: string;
}

const names: Readonly<Record<OutputKind, string>> = {
  reconstruction: "the reconstruction r(x)",
  score: "the score",
  noise: "the noise, -sigma times the score,",
  v: "v",
  velocity: "the velocity",
  energy: "the energy",
};

/** Two factors whose relative difference is less than this cannot be distinguished if the model is not exact. */
const CLOSE = 0.05;

/**
 * Everything that a model might return instead of the declared kind, the likeliest first: a wrong sign, the noise, a wrong power
 * of sigma, another output, a factor 2, the score of p itself. A reading that equals an earlier one at this sigma is left out.
 */
export function candidatesFor(kind: OutputKind, sigma: number): Candidate[] {
  const kept: Candidate[] = [];
  for (const one of allCandidates(kind, sigma)) {
    const same = (reading: Reading): boolean => alike(reading, one.reading, sigma);
    if (!same({ kind, factor: 1, sigma }) && !kept.some(({ reading }) => same(reading))) kept.push(one);
  }
  return kept;
}

/** All candidates, including those that are equal at this sigma. */
export function allCandidates(kind: OutputKind, sigma: number): Candidate[] {
  const outputs = others(kind, sigma);
  const noise = outputs.filter(({ name }) => name === "noise");
  return [
    sign(kind, sigma),
    ...noise,
    ...powers(kind, sigma),
    ...outputs,
    ...twos(kind, sigma),
    unsmoothed(kind, sigma),
  ];
}

function sign(kind: OutputKind, sigma: number): Candidate {
  const what: Partial<Record<OutputKind, string>> = {
    reconstruction: "x - sigma^2 times the score, away from the data",
    energy: "minus the energy, which is log p_sigma",
    velocity: "the velocity from the noise to the data",
  };
  return {
    reading: { kind, factor: kind === "velocity" ? 1 : -1, sigma, ...(kind === "velocity" && { negated: true }) },
    name: "sign",
    what: what[kind] ?? `minus ${names[kind].replace(/,$/, "")}`,
    cause:
      "A sign was lost. The score is -grad E, (r(x) - x) / sigma^2 and -noise / sigma; a network that was trained on x - r or on +noise returns the opposite.",
  };
}

function others(kind: OutputKind, sigma: number): Candidate[] {
  const plain: OutputKind[] = ["noise", "score", "reconstruction"];
  const group = kind === "v" || kind === "velocity" ? [...plain, kind] : plain;
  return group
    .filter((other) => other !== kind && !(kind === "energy" && other === "reconstruction"))
    .flatMap((other) =>
      [1, -1].map((factor): Candidate => {
        const noise = other === "noise" && factor === 1;
        return {
          reading: { kind: other, factor, sigma },
          name: noise ? "noise" : "another output",
          what: `${factor === -1 && other !== "reconstruction" ? "minus " : ""}${factor === -1 && other === "reconstruction" ? "x - sigma^2 times the score" : names[other]} instead of ${names[kind].replace(/,.*$/, "")}`,
          cause: noise
            ? "The network was trained to predict the noise; divide its output by -sigma to get the score."
            : `The network was trained to return ${names[other].replace(/,.*$/, "")}; give --output ${other}, or convert its output.`,
        };
      }),
    );
}

function powers(kind: OutputKind, sigma: number): Candidate[] {
  return [1, -1, 2, -2].flatMap((power) =>
    [1, -1].map((factor): Candidate => {
      const times = power > 0 ? "times" : "divided by";
      const size = Math.abs(power) === 1 ? "sigma" : "sigma^2";
      return {
        reading: { kind, factor: factor * sigma ** power, sigma },
        name: "power of sigma",
        what: `${factor === -1 ? "minus " : ""}${what(kind)} ${times} ${size}`,
        cause: cause(kind, power),
      };
    }),
  );
}

function what(kind: OutputKind): string {
  return kind === "reconstruction"
    ? "x plus its step towards the data, sigma^2 times the score,"
    : names[kind].replace(/,.*$/, "");
}

function cause(kind: OutputKind, power: number): string {
  if (kind === "reconstruction" && power === -1) {
    return "The step r(x) - x is sigma times the score instead of sigma^2 times the score: sigma was used in place of the variance sigma^2.";
  }
  if (power === 1) {
    return "r(x) - x was divided by sigma instead of sigma^2, or a loss weighted by sigma trained the network to return sigma times the output.";
  }
  if (power === 2) return "The output is r(x) - x, which has to be divided by sigma^2.";
  return power === -1
    ? "The output was divided by sigma one time too many."
    : "The output was divided by sigma^2 one time too many, or sigma^2 was given in place of sigma.";
}

function twos(kind: OutputKind, sigma: number): Candidate[] {
  return [1 / 2, 2, -1 / 2, -2].map((factor) => ({
    reading: { kind, factor, sigma },
    name: "factor",
    what: `${formatFactor(factor)} times ${what(kind)}`,
    cause:
      "A factor 2 was left out or applied twice. The gradients of E|y|^2 / 2 and E|y|^2 differ by the factor 2, and so do sigma^2 and 2 sigma^2.",
  }));
}

function unsmoothed(kind: OutputKind, sigma: number): Candidate {
  return {
    reading: { kind, factor: 1, sigma, unsmoothed: true },
    name: "unsmoothed",
    what: "the score of p itself, not of p_sigma, the density of the noisy points",
    cause: "The model was trained or derived without the noise; denoising estimates the score of p_sigma.",
  };
}

/** Whether an inexact model cannot distinguish two readings. */
export function alike(one: Reading, other: Reading, sigma: number): boolean {
  if (one.unsmoothed !== other.unsmoothed) return false;
  const [a, b] = [one, other].map(({ kind, factor, sigma: own, negated }) => {
    const { ofScore, ofPoint } = affineOutput(kind, own, mixtureOf(kind, sigma));
    const minus = negated ? -1 : 1;
    return { ofScore: minus * factor * ofScore, ofPoint: minus * ofPoint };
  });
  return Math.abs(a.ofScore - b.ofScore) <= CLOSE * Math.abs(a.ofScore) && a.ofPoint === b.ofPoint;
}
