/** The kind of a model's output at a noisy point. The command uses the same names. */
export type OutputKind = "reconstruction" | "score" | "noise" | "v" | "velocity" | "energy";

/** Every kind of output. */
export const outputKinds: readonly OutputKind[] = ["reconstruction", "score", "noise", "v", "velocity", "energy"];

/**
 * How a model mixes data and noise: its input is a x + b eps, with b / a = sigma. The formulas here are for x + sigma eps; a
 * model of another mixture is evaluated at a (x + sigma eps).
 */
export interface Mixture {
  /** The factor a of the clean point. */
  readonly data: number;
  /** The factor b of the standard normal noise. */
  readonly noise: number;
}

/**
 * The mixture of a kind of output: a^2 + b^2 = 1 for "v" (Salimans and Ho, Progressive Distillation, 2022), a = 1 - t and b = t for
 * "velocity" (flow matching, rectified flow), and a = 1 and b = sigma for every other kind.
 */
export function mixtureOf(kind: OutputKind, sigma: number): Mixture {
  if (kind === "v") return { data: 1 / Math.hypot(1, sigma), noise: sigma / Math.hypot(1, sigma) };
  if (kind === "velocity") return { data: 1 / (1 + sigma), noise: sigma / (1 + sigma) };
  return { data: 1, noise: sigma };
}

/**
 * The value of the input t at a sigma: t with b = sin(pi t / 2) for "v", t = b for "velocity", and sigma for every other kind.
 */
export function timeOf(kind: OutputKind, sigma: number): number {
  if (kind === "v") return (2 / Math.PI) * Math.atan(sigma);
  return kind === "velocity" ? sigma / (1 + sigma) : sigma;
}

/**
 * The coefficients of an output y = ofScore s + ofPoint x, where s is the score of p_sigma. An energy is not of this form.
 */
export interface AffineOutput {
  readonly ofScore: number;
  readonly ofPoint: number;
}

/**
 * The correct output of a kind, by Tweedie's formula E[eps | x] = -sigma s and r(x) = x + sigma^2 s at x = x_0 + sigma eps. The
 * score is s / a, since it is the gradient with respect to the model's input a x; the noise is -sigma s; v = a E[eps] - b r; the
 * velocity is E[eps] - r. For an energy, the output is its gradient, which is minus the score.
 */
export function affineOutput(kind: OutputKind, sigma: number, { data, noise }: Mixture): AffineOutput {
  const variance = sigma * sigma;
  if (kind === "reconstruction") return { ofScore: variance, ofPoint: 1 };
  if (kind === "noise") return { ofScore: -sigma, ofPoint: 0 };
  if (kind === "v") return { ofScore: -(data * sigma + noise * variance), ofPoint: -noise };
  if (kind === "velocity") return { ofScore: -(sigma + variance), ofPoint: -1 };
  return { ofScore: (kind === "energy" ? -1 : 1) / data, ofPoint: 0 };
}
