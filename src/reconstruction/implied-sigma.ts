import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { checkPositive } from "../numerics/check.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { InputError } from "../numerics/input-error.ts";
import { checkReconstruction } from "./check-reconstruction.ts";
import { rowDots, traces } from "./field/vector-field.ts";
import { denoisingLoss, expectation } from "./losses.ts";
import { displacement, displacementJacobian, type Reconstruction } from "./reconstruction.ts";

/**
 * The noise for which a reconstruction seems to have been made, estimated with noise of a guessed size s: the root of F(s) =
 * E|r(x + s eps) - x|^2 / E tr dr/dx(x + s eps), eps ~ N(0, I). For the optimal denoiser of noise sigma the loss is sigma^2 E tr
 * dr/dx, so that sigma is a fixed point, F(sigma) = sigma^2, exactly. By quadrature in 1 and 2 dimensions.
 *
 * @param density of the clean data; has `smoothed`
 * @param guess s, the standard deviation of the noise that is added
 * @returns the root of F(s), and its error, which follows from the errors of the two averages
 * @throws InputError for a density that cannot be blurred, or has 3 dimensions or more
 */
export function impliedSigma(density: Density, reconstruction: Reconstruction, guess: number): Estimate {
  checkDensity("density", density);
  checkReconstruction("reconstruction", reconstruction, density.dim);
  checkPositive("guess", guess);
  if (!density.smoothed) {
    throw new InputError({
      argument: "density",
      allowed: "one that can be blurred, with a method smoothed, such as a Gaussian mixture",
      problem: "a density without this method",
    });
  }
  const loss = denoisingLoss(density, (points) => reconstruction.evaluate(points), guess);
  const trace = expectation(density.smoothed(guess), (points) => traces(reconstruction.jacobian(points), density.dim));
  return rootOfRatio(loss, trace);
}

/**
 * The implied noise from clean data alone, to first order in sigma^2: the root of E|r(x) - x|^2 / E tr(I - dr/dx), which is sigma
 * + O(sigma^3) for both optima, since r - x = sigma^2 s + O(sigma^4) and E|s|^2 = -E div s. By quadrature in 1 and 2 dimensions.
 */
export function firstOrderSigma(density: Density, reconstruction: Reconstruction): Estimate {
  checkDensity("density", density);
  checkReconstruction("reconstruction", reconstruction, density.dim);
  const { dim } = density;
  const moved = expectation(density, (points) => {
    const change = displacement(reconstruction, points);
    return rowDots(change, change, dim);
  });
  const lost = expectation(density, (points) =>
    traces(displacementJacobian(reconstruction, points), dim).map((trace) => -trace),
  );
  return rootOfRatio(moved, lost);
}

function rootOfRatio(above: Estimate, below: Estimate): Estimate {
  const ratio = above.value / below.value;
  const value = Math.sqrt(ratio);
  const errorOfRatio = (above.errorEstimate + Math.abs(ratio) * below.errorEstimate) / Math.abs(below.value);
  return { value, errorEstimate: errorOfRatio / (2 * value) };
}
