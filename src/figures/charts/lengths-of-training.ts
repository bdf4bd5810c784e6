import { colors } from "../theme/theme.ts";

// The parts that charts over sigma share in which each length of training has a colour, and a place of its own beside each sigma.

const COLORS = [colors.faint, colors.rcae, colors.dae, colors.truth, colors.ink];

/** The colour of the k-th length of training. */
export function lengthColor(k: number): string {
  return COLORS[k % COLORS.length];
}

/**
 * The factor by which the k-th of several lengths of training stands beside its sigma.
 * @param step the factor from one length to the next
 */
export function factorAside(step: number, k: number, lengths: number): number {
  return step ** (k - (lengths - 1) / 2);
}

/** The different values, in increasing order. */
export function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
