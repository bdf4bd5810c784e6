/** The kind of a model's output at a noisy point, under the name that the command takes too. */
export type OutputKind = "reconstruction" | "score" | "noise" | "v" | "velocity" | "energy";

/** Every kind of output. */
export const outputKinds: readonly OutputKind[] = ["reconstruction", "score", "noise", "v", "velocity", "energy"];

/**
 * How a model mixes data and noise: its input is a x + b eps, with b / a = sigma. The formulas here are for x + sigma eps; a
 * model of another mixture is evaluated at a (x + sigma eps).
 */
export interface Mixture {
  /** Factor a of the clean point. */
  readonly data: number;
  /** Factor b of the standard normal noise. */
  readonly noise: number;
}

/**
 * The mixture that an output belongs to: "v" is for a^2 + b^2 = 1 (Salimans and Ho, Progressive Distillation, 2022), "velocity" for
 * a = 1 - t and b = t (flow matching, rectified flow), every other output for a = 1 and b = sigma.
 */
export function mixtureOf(kind: OutputKind, sigma: number): Mixture {
  if (kind === "v") return { data: 1 / Math.hypot(1, sigma), noise: sigma / Math.hypot(1, sigma) };
  if (kind === "velocity") return { data: 1 / (1 + sigma), noise: sigma / (1 + sigma) };
  return { data: 1, noise: sigma };
}

/**
 * The time that a model with an input t is given at a sigma: t with b = sin(pi t / 2) for "v", t = b for "velocity", else sigma itself.
 */
export function timeOf(kind: OutputKind, sigma: number): number {
  if (kind === "v") return (2 / Math.PI) * Math.atan(sigma);
  return kind === "velocity" ? sigma / (1 + sigma) : sigma;
}

/**
 * An output y as a multiple of the score s of p_sigma and of the point: y = ofScore s + ofPoint x. An energy is not of this form.
 */
export interface AffineOutput {
  readonly ofScore: number;
  readonly ofPoint: number;
}

/**
 * The correct output of a kind, by Tweedie's formula: with E[eps | x] = -sigma s and r(x) = x + sigma^2 s, both at x = x_0 +
 * sigma eps, score s / a (it is the gradient with respect to the model's own input a x), noise -sigma s, v = a E[eps] - b r,
 * velocity = E[eps] - r. An energy is read through its gradient, as minus the score.
 */
export function affineOutput(kind: OutputKind, sigma: number, { data, noise }: Mixture): AffineOutput {
  const variance = sigma * sigma;
  if (kind === "reconstruction") return { ofScore: variance, ofPoint: 1 };
  if (kind === "noise") return { ofScore: -sigma, ofPoint: 0 };
  if (kind === "v") return { ofScore: -(data * sigma + noise * variance), ofPoint: -noise };
  if (kind === "velocity") return { ofScore: -(sigma + variance), ofPoint: -1 };
  return { ofScore: (kind === "energy" ? -1 : 1) / data, ofPoint: 0 };
}
