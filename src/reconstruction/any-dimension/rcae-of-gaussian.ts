import { DaeClosedForm } from "./dae-closed-form.ts";

/**
 * The contractive optimum of one Gaussian N(mu, C): the linear r(x) = mu + C (C + sigma^2 I)^-1 (x - mu) solves Theorem 2's equation
 * r - x = sigma^2 (Lap r + s . grad r), and is the optimal denoiser as well. The two losses also have the same minimum,
 * the sum of sigma^2 v / (v + sigma^2) over the eigenvalues v of C. So all of it is the denoiser's, error bounds included.
 */
export class RcaeOfGaussian extends DaeClosedForm {
  override readonly method = "rcae";
}
