import gammainc from "@stdlib/math-base-special-gammainc";
import { checkFewest, checkFunction, checkLength, checkPoints, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";

const FEWEST_DRAWS = 20;
/** The usual least expected count for which the distribution of the statistic is close to chi-squared. */
const FEWEST_EXPECTED = 5;
/** The relative difference of the totals that is allowed, since expected counts are rounded. */
const TOTALS_AGREE = 1e-6;

/**
 * The p-value of the Kolmogorov-Smirnov test: the probability that the empirical distribution function of independent draws from the
 * distribution differs from the distribution function by at least the observed largest difference D.
 *
 * It is Kolmogorov's limit 2 SUM_k (-1)^(k-1) exp(-2 k² z²) at z + 1 / (6 sqrt(n)) + (z - 1) / (4 n), z = sqrt(n) D
 * (Vrbik, Pioneer Journal of Theoretical and Applied Statistics 15, 2018). For n >= 100 it is within 2 % of the exact value
 * if that is above 0.002. Below that, and for fewer draws, it may be too large, which never causes a false alarm.
 * @param sample independent draws, at least 20, in any order
 * @param cdf P(X <= x), continuous
 * @throws InputError for too few draws, for draws that are NaN, and for a cdf that is not between 0 and 1
 */
export function ksPValue(sample: Float64Array, cdf: (x: number) => number): number {
  checkPoints("sample", sample, 1, FEWEST_DRAWS);
  checkFunction("cdf", cdf);
  const n = sample.length;
  const bad = sample.findIndex((value) => Number.isNaN(value));
  if (bad !== -1) throw new InputError({ argument: `sample[${bad}]`, allowed: "a number", problem: "NaN" });
  const distance = ksDistance(sample, (x) => {
    const probability = cdf(x);
    if (!(probability >= 0 && probability <= 1)) {
      throw new InputError({
        argument: "cdf",
        verb: "give",
        allowed: "a probability from 0 to 1",
        problem: `${probability} at ${x}`,
      });
    }
    return probability;
  });
  const z = Math.sqrt(n) * distance;
  return kolmogorovTail(z + 1 / (6 * Math.sqrt(n)) + (z - 1) / (4 * n));
}

/** The Kolmogorov-Smirnov distance: the largest difference between the sample's distribution function and a continuous one. */
export function ksDistance(sample: Float64Array, cdf: (x: number) => number): number {
  const n = sample.length;
  const distances = sample
    .slice()
    .sort()
    .map((x, i) => {
      const probability = cdf(x);
      return Math.max(probability - i / n, (i + 1) / n - probability);
    });
  return maximum(distances);
}

/**
 * The p-value of Pearson's chi-squared test: the probability that counts with these expectations have at least the observed value of
 * SUM (count - expected)² / expected.
 * @param counts whole numbers, of two cells or more
 * @param expected the expected counts of these cells, each at least 5, with the same sum
 * @throws InputError for counts and expectations that do not match, and for expectations below 5
 */
export function chiSquaredPValue(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  checkFewest("counts", counts, 2, "cells");
  const cells = counts.length;
  checkLength("expected", expected, cells, "numbers, as counts does");
  let statistic = 0;
  let [total, totalExpected] = [0, 0];
  for (let i = 0; i < cells; i++) {
    checkWhole(`counts[${i}]`, counts[i], 0);
    if (!(expected[i] >= FEWEST_EXPECTED && Number.isFinite(expected[i]))) {
      throw new InputError({
        argument: `expected[${i}]`,
        allowed: `at least ${FEWEST_EXPECTED}`,
        problem: expected[i],
        advice: "merge cells",
      });
    }
    statistic += (counts[i] - expected[i]) ** 2 / expected[i];
    total += counts[i];
    totalExpected += expected[i];
  }
  if (!(Math.abs(total - totalExpected) <= TOTALS_AGREE * totalExpected)) {
    throw new InputError({
      argument: "expected",
      verb: "add up to",
      allowed: `the sum of counts, ${total}`,
      problem: `to ${totalExpected}`,
    });
  }
  return gammainc(statistic / 2, (cells - 1) / 2, true, true);
}

/** P(K > z) of Kolmogorov's limiting distribution. */
function kolmogorovTail(z: number): number {
  // Below this z the probability is 1 to rounding, and the series would need ever more terms.
  if (z < 0.2) return 1;
  let sum = 0;
  for (let k = 1; ; k++) {
    const term = Math.exp(-2 * (k * z) ** 2);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-17) return Math.min(1, Math.max(0, 2 * sum));
  }
}
