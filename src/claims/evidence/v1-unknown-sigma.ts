import type { Density } from "../../density/density.ts";
import { threeBumps } from "../../density/examples/three-bumps.ts";
import { twoClouds } from "../../density/examples/two-clouds.ts";
import { firstOrderSigma, impliedSigma } from "../../reconstruction/implied-sigma.ts";
import type { Check, OrderFit } from "../claim-report.ts";
import { check, fitOrder } from "./evidence.ts";
import type { Optima } from "./optima.ts";

/** σ that is to be found, and the guesses that the iteration starts from. */
const SIGMA = 0.3;
const GUESSES = [0.1, 0.6];
const STEPS = 20;
/** √F(s) − s counts as zero below this. */
const SETTLED = 1e-11;
/** σ over which the first-order estimate's order is fitted. */
const SMALL = [0.04, 0.028, 0.02, 0.014];

/** Estimates of σ from r* and clean data alone, without σ and without its noise. */
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

/** s = √F(s) at the true σ: the identity L(r*) = σ² E tr dr/dx. */
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

/** The root of √F(s) − s by secant steps, from a guess that is far off. */
function fixedPointCheck(optima: Optima, name: string, density: Density, guess: number): Check {
  const optimum = optima.dae(density, SIGMA);
  // A step that leaves the positive numbers has found nothing: NaN fails whatever was expected.
  const excess = (s: number): number => (s > 0 ? impliedSigma(density, optimum, s).value - s : Number.NaN);
  let [before, now] = [guess, guess + excess(guess)];
  let [excessBefore, excessNow] = [now - before, excess(now)];
  let slope = (excessNow - excessBefore) / (now - before);
  for (let step = 0; step < STEPS && Math.abs(excessNow) > SETTLED; step++) {
    [before, now, excessBefore] = [now, now - excessNow / slope, excessNow];
    excessNow = excess(now);
    slope = (excessNow - excessBefore) / (now - before);
  }
  const errorEstimate = now > 0 ? impliedSigma(density, optimum, now).errorEstimate : 0;
  return check({
    name: `the s with s² = E|r*(x + sε) − x|² / E tr dr*/dx, from a guess of ${guess}, ${name}`,
    predicted: SIGMA,
    measured: now,
    tolerance: (errorEstimate + SETTLED) / Math.abs(slope),
    toleranceReason: "the stated errors of both averages and what is left of √F(s) − s, over its slope",
  });
}
