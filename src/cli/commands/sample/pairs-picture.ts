import { basename } from "node:path";
import { pairsOfColumns } from "../../../figures/own-data/pairs-of-columns.ts";
import { isFinitePoint } from "../../../sampling/chains/finite-points.ts";
import type { PlotFlags } from "../../inputs/plot-options.ts";
import { type DrawnPicture, writePicture } from "../../output/plot-file.ts";

/** Draws and what they are compared with, in the data's own units. */
export interface DrawsToShow {
  /** Shape (n, d); those that are no finite numbers, of chains that ran away, are left out. */
  readonly draws: Float64Array;
  /** Shape (m, d); null where there are none. */
  readonly data: Float64Array | null;
  /** What the data are. */
  readonly dataName: string;
  /** Names of the columns; null where they have none. */
  readonly columns: readonly string[] | null;
  readonly dim: number;
}

/** What rows of the file --reference are called under a picture. */
export function referenceName(path: string): string {
  return `rows of ${basename(path)}`;
}

/** Draws a picture of draws beside the data, where --plot asks for one. */
export async function drawPairs(
  { plot, theme, seed }: PlotFlags & { readonly seed: number },
  { draws, data, dataName, columns, dim }: DrawsToShow,
): Promise<DrawnPicture | null> {
  if (plot === undefined) return null;
  const finite = draws.filter((_, j) => isFinitePoint(draws, Math.floor(j / dim), dim));
  const names = columns ?? Array.from({ length: dim }, (_, a) => `x${a + 1}`);
  return writePicture(plot, pairsOfColumns({ draws: finite, data, dataName, names, seed }), theme);
}
