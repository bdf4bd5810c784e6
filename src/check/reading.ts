import { affineOutput, type Mixture, type OutputKind } from "./output-kind.ts";

/** An interpretation of a model's outputs as scores. */
export interface Reading {
  /** The kind that the outputs are assumed to have. */
  readonly kind: OutputKind;
  /** The factor by which the part of the output that contains the score is too large. It is -1 if the sign is wrong. */
  readonly factor: number;
  /** The sigma whose score the outputs are, which may differ from the sigma that the model was given. */
  readonly sigma: number;
  /** Set if the whole output has the wrong sign, not only the part that contains the score. */
  readonly negated?: true;
  /** Set if the score is that of p itself, not of p_sigma. */
  readonly unsmoothed?: true;
}

/** The scores that a reading extracts from outputs: (y - ofPoint x) / (factor ofScore). (n, d) -> (n, d). */
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
