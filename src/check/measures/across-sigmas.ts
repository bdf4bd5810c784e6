import { createRng } from "../../numerics/random/random.ts";
import { rowDots } from "../../reconstruction/field/vector-field.ts";
import { perRow } from "../draws.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import { ratioOf } from "../statistics.ts";
import { STANDARD_ERRORS, type Subject } from "../subject.ts";

/**
 * Checks whether the scores s and s' at two sigmas agree. p_sigma satisfies the heat equation, so the score at the larger sigma is
 * the conditional mean of the score at the smaller one: s'(x') = E[s(x) | x'] for x' = x + sqrt(sigma'^2 - sigma^2) eps. For the
 * model's scores, the factor E[s . s'] / E|s'|^2 must therefore be 1. This needs no density.
 */
export async function acrossSigmas(smaller: Subject, larger: Subject): Promise<ScoreCheck> {
  const { dim, draws, scores, seed } = smaller;
  const more = Math.sqrt(larger.sigma ** 2 - smaller.sigma ** 2);
  const rng = createRng(seed, 4);
  const noisier = draws.noisy.map((x) => x + more * rng.normal());
  const after = await larger.field.scores(noisier, larger.reading);
  const { value, standardError } = ratioOf(
    perRow(rowDots(scores, after, dim), draws.replicates),
    perRow(rowDots(after, after, dim), draws.replicates),
  );
  return scoreCheck({
    id: "across sigmas",
    sigma: larger.sigma,
    name: `factor E[s . s'] / E|s'|^2 of the scores s at sigma = ${smaller.sigma} and s' at sigma = ${larger.sigma} (heat equation)`,
    predicted: 1,
    measured: value,
    tolerance: 2 * larger.tolerance + STANDARD_ERRORS * standardError + smaller.rounding + larger.rounding,
    toleranceReason: "twice the given tolerance, 5 standard errors, rounding",
    diagnosis:
      "The scores at two sigmas are not the scores of one density with two levels of noise. Usually sigma is given in the wrong units, or the network ignores sigma.",
  });
}
