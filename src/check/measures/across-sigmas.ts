import { createRng } from "../../numerics/random/random.ts";
import { rowDots } from "../../reconstruction/field/vector-field.ts";
import { perRow } from "../draws.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import { ratioOf } from "../statistics.ts";
import { STANDARD_ERRORS, type Subject } from "../subject.ts";

/**
 * Agreement of two sigmas: p_sigma satisfies the heat equation, so the score at the larger sigma is the mean of the score at the
 * smaller one over where the noisy point may have been before, s'(x') = E[s(x) | x'], x' = x + sqrt(sigma'^2 - sigma^2) eps. The
 * factor by which E[s . s'] differs from E|s'|^2, both of the model, needs no density.
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
    name: `the score at sigma = ${smaller.sigma} along the one at sigma = ${larger.sigma} (heat equation): factor`,
    predicted: 1,
    measured: value,
    tolerance: 2 * larger.tolerance + STANDARD_ERRORS * standardError + smaller.rounding + larger.rounding,
    toleranceReason: "the tolerance that was asked for at each sigma, 5 standard errors, rounding",
    diagnosis:
      "The scores at two sigmas are not those of one density with more and with less noise. Usually sigma enters in the wrong units, or the network ignores it.",
  });
}
