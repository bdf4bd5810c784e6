import type { Evidence } from "./evidence.ts";
import type { OutputKind } from "./output-kind.ts";

/** The kind of output that fits best if no kind is declared, and its misfit: E|read - s|^2 / E|s|^2. */
export interface ChosenOutput {
  readonly kind: OutputKind;
  readonly misfit: number;
}

/** The kinds that are tried, the most usual one first. Of two kinds that fit equally well, the first one is chosen. */
const LIKELY: readonly OutputKind[] = ["score", "reconstruction", "noise", "v", "velocity"];
/** Two misfits whose relative difference is less than this count as equal. */
const ALIKE = 1e-3;

/**
 * Tries each kind of output and returns the one that fits best.
 * @param evidenceOf returns the evidence at sigma if the outputs are of a given kind
 */
export async function chooseOutput(
  evidenceOf: (kind: OutputKind) => Promise<Evidence>,
  sigma: number,
): Promise<ChosenOutput> {
  let best: ChosenOutput = { kind: "score", misfit: Number.POSITIVE_INFINITY };
  for (const kind of LIKELY) {
    const { value } = await (await evidenceOf(kind)).misfit({ kind, factor: 1, sigma });
    if (value < best.misfit - ALIKE * Math.min(1, best.misfit)) best = { kind, misfit: value };
  }
  return best;
}
