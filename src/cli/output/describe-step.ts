import type { Training } from "../../autoencoder/training/training.ts";

/** The state of a training, for its progress line: "loss 1.03e-4, gradient 2.1e-6". */
export function describeStep({ loss, gradientNorm }: Pick<Training, "loss" | "gradientNorm">): string {
  return `loss ${loss.toPrecision(4)}, gradient ${gradientNorm.toPrecision(2)}`;
}
