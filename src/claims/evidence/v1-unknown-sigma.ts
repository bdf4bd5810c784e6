import type { Density } from "../../density/density.ts";
import { firstOrderSigma, impliedSigma } from "../../reconstruction/implied-sigma.ts";
import type { Check, OrderFit } from "../claim-report.ts";
import { threeBumps, twoClouds } from "./densities.ts";
import { check, fitOrder } from "./evidence.ts";
import type { Optima } from "./optima.ts";

/** The σ that has to be found, and the guesses with which the iteration starts. */
const SIGMA = 0.3;
const GUESSES = [0.1, 0.6];
const STEPS = 20;
/** √F(s) − s counts as zero below this. */
const CONVERGED = 1e-11;
/** The σ over which the order of the first-order estimate is fitted. */
const SMALL = [0.04, 0.028, 0.02, 0.014];

/** Checks the estimates of σ from r* and clean data alone, without σ and without noisy data. */
export function unknownSigmaEvidence(optima: Optima): {
  readonly checks: readonly Check[];
  readonly orders: readonly OrderFit[];
} {
  const cases = [
    { name: "three-Gaussian mixture", density: threeBumps() },
    { name: "mixture, d = 2", density: twoClouds() },
  ];
  return {
    checks: [
      ...cases.map(({ name, density }) => identityCheck(optima, name, density)),
      ...GUESSES.map((guess) => fixedPointCheck(optima, cases[0].name, cases[0].density, guess)),
    ],
    orders: cases.map(({ name, density }) =>
      fitOrder(`√(E|r* − x|² / E tr(I − dr*/dx)) − σ at clean data, ${name}`, 3, SMALL, (sigma) =>
        Math.abs(firstOrderSigma(density, optima.dae(density, sigma)).value - sigma),
      ),
    ),
  };
}

/** Checks s = √F(s) at the true σ, which is the identity L(r*) = σ² E tr dr/dx. */
function identityCheck(optima: Optima, name: string, density: Density): Check {
  const implied = impliedSigma(density, optima.dae(density, SIGMA), SIGMA);
  return check({
    name: `√(E|r*(x + σε) − x|² / E tr dr*/dx) at the true σ, ${name}`,
    predicted: SIGMA,
    measured: implied.value,
    tolerance: implied.errorEstimate + 16 * Number.EPSILON,
    toleranceReason: "the stated errors of both averages, and rounding",
  });
}

/** Checks the root of √F(s) − s, which secant steps find from a guess that is far from σ. */
function fixedPointCheck(optima: Optima, name: string, density: Density, guess: number): Check {
  const optimum = optima.dae(density, SIGMA);
  // For an s that is not positive the result is NaN, which fails the check.
  const excess = (s: number): number => (s > 0 ? impliedSigma(density, optimum, s).value - s : Number.NaN);
  let [before, now] = [guess, guess + excess(guess)];
  let [excessBefore, excessNow] = [now - before, excess(now)];
  let slope = (excessNow - excessBefore) / (now - before);
  for (let step = 0; step < STEPS && Math.abs(excessNow) > CONVERGED; step++) {
    [before, now, excessBefore] = [now, now - excessNow / slope, excessNow];
    excessNow = excess(now);
    slope = (excessNow - excessBefore) / (now - before);
  }
  const errorEstimate = now > 0 ? impliedSigma(density, optimum, now).errorEstimate : 0;
  return check({
    name: `the s with s² = E|r*(x + sε) − x|² / E tr dr*/dx, from a guess of ${guess}, ${name}`,
    predicted: SIGMA,
    measured: now,
    tolerance: (errorEstimate + CONVERGED) / Math.abs(slope),
    toleranceReason: "the stated errors of both averages and the remaining √F(s) − s, divided by its slope",
  });
}
