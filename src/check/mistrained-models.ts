import { checkDistribution } from "../density/check-density.ts";
import type { Distribution } from "../density/density.ts";
import { checkPositive, checkWhole } from "../numerics/check.ts";
import { createRng } from "../numerics/random/random.ts";
import { noisyDraws } from "./draws.ts";
import { EnergyFeatures } from "./energy-features.ts";
import type { OutputKind } from "./output-kind.ts";
import type { FaultName } from "./score-report.ts";
import type { TestedModel } from "./tested-model.ts";

/** A small model that was trained by denoising score matching with one mistake that occurs in practice. */
export interface MistrainedModel {
  /** A short description of the mistake in the training, or in the use of the trained model. */
  readonly mistake: string;
  /** The name that the check must give to the fault. Undefined for the model without a mistake. */
  readonly fault?: FaultName;
  readonly model: TestedModel;
}

export interface MistrainedModelOptions {
  /** The number of training pairs of a clean and a noisy point. Default 6000. */
  readonly pairs?: number;
  /** The number of Gaussian kernels in the energy. Default 150. */
  readonly kernels?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** A training: the target with which the model's score -grad E is compared, and the output that the trained model returns. */
interface Training {
  readonly mistake: string;
  readonly fault?: FaultName;
  /** The factor of x - x~ in the target. It is 1 / sigma^2 if the model is to learn the score. */
  readonly target: (sigma: number) => number;
  /** The kind of output that the model returns, and the factor that multiplies the output. */
  readonly output: OutputKind;
  readonly factor: (sigma: number) => number;
}

const right = (sigma: number): number => 1 / sigma ** 2;
const one = (): number => 1;

const TRAININGS: readonly Training[] = [
  { mistake: "none", target: right, output: "score", factor: one },
  {
    mistake: "the gradient of the energy, and not its negative, was compared with the score of the noise",
    fault: "sign",
    target: (sigma) => -right(sigma),
    output: "energy",
    factor: one,
  },
  {
    mistake: "the target has the wrong sign, (x~ - x) / sigma^2",
    fault: "sign",
    target: (sigma) => -right(sigma),
    output: "score",
    factor: one,
  },
  {
    mistake: "the target was divided by sigma, and not by sigma^2",
    fault: "power of sigma",
    target: (sigma) => 1 / sigma,
    output: "score",
    factor: one,
  },
  {
    mistake: "standard normal noise in the target was divided by sigma^2, and not by sigma",
    fault: "power of sigma",
    target: (sigma) => 1 / sigma ** 3,
    output: "score",
    factor: one,
  },
  {
    mistake: "the noise was predicted rightly, and converted to a score without the minus sign, as noise / sigma",
    fault: "sign",
    // The noise (x~ - x) / sigma is -sigma times the score.
    target: (sigma) => -1 / sigma,
    output: "score",
    factor: (sigma) => 1 / sigma,
  },
];

/**
 * Small energy models of one density at one sigma. All are trained on the same noisy points, the first one correctly, and each other
 * one with a mistake that has occurred in published code or books. A model is E(x) = sum_j w_j phi_j(x), with Gaussian kernels and
 * monomials up to the second order as features, and its score is -grad E. The loss of denoising score matching, E|-grad E(x~) -
 * t|^2 with the target t = (x - x~) / sigma^2, is quadratic in w, so that training means solving the normal equations.
 * @throws InputError for arguments that cannot be used
 */
export function mistrainedModels(
  density: Distribution,
  sigma: number,
  options: MistrainedModelOptions = {},
): MistrainedModel[] {
  checkDistribution("density", density);
  checkPositive("sigma", sigma);
  const { pairs = 6000, kernels = 150, seed = 1 } = options;
  checkWhole("pairs", pairs);
  checkWhole("kernels", kernels);
  checkWhole("seed", seed, 1, 2 ** 32 - 1);
  const { dim } = density;
  const { clean, noisy } = noisyDraws({ dim, density }, sigma, pairs, seed);
  const features = new EnergyFeatures(density.sample(createRng(seed, 5), kernels), dim, sigma);
  const towards = clean.map((x, j) => x - noisy[j]);
  const weights = features.leastSquares(
    noisy,
    TRAININGS.map(({ target }) => towards.map((step) => target(sigma) * step)),
  );
  return TRAININGS.map(({ mistake, fault, output, factor }, t) => {
    const scaled = weights[t].map((weight) => factor(sigma) * weight);
    const evaluate = ({ points }: { readonly points: Float64Array }): Float64Array =>
      output === "energy" ? features.energy(points, scaled) : features.score(points, scaled);
    const model: TestedModel = { dim, output, sigma, takesSigma: false, precision: "float64", evaluate };
    return { mistake, ...(fault && { fault }), model };
  });
}
