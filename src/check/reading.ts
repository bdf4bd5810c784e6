import { affineOutput, type Mixture, type OutputKind } from "./output-kind.ts";

/** A way to read a model's outputs as scores. */
export interface Reading {
  /** What the outputs are taken for. */
  readonly kind: OutputKind;
  /** By what the part of them that comes from the score is too large: -1 where the sign is wrong. */
  readonly factor: number;
  /** The sigma whose score the outputs are, which may differ from the sigma that the model was given. */
  readonly sigma: number;
  /** Set where the whole output has the wrong sign, not only the part that comes from the score. */
  readonly negated?: true;
  /** Set where the score is that of p itself, not of p_sigma. */
  readonly unsmoothed?: true;
}

/** The scores that outputs say by a reading: (y - ofPoint x) / (factor ofScore). (n, d) -> (n, d). */
export function readScores(
  outputs: Float64Array,
  points: Float64Array,
  { kind, factor, sigma, negated }: Reading,
  mixture: Mixture,
): Float64Array {
  const { ofScore, ofPoint } = affineOutput(kind, sigma, mixture);
  const minus = negated ? -1 : 1;
  return outputs.map((y, j) => (minus * y - ofPoint * points[j]) / (factor * ofScore));
}
