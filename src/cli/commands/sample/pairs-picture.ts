import { basename } from "node:path";
import { pairsOfColumns } from "../../../figures/own-data/pairs-of-columns.ts";
import { isFinitePoint } from "../../../sampling/chains/finite-points.ts";
import type { PlotFlags } from "../../inputs/plot-options.ts";
import { type DrawnPicture, writePicture } from "../../output/plot-file.ts";

/** Draws and the data with which they are compared, in the data's own units. */
export interface DrawsToShow {
  /** Shape (n, d). Draws that are not finite, of chains that diverged, are left out of the picture. */
  readonly draws: Float64Array;
  /** Shape (m, d); null if there are no data. */
  readonly data: Float64Array | null;
  /** The name of the data in the caption. */
  readonly dataName: string;
  /** The names of the columns; null if they have no names. */
  readonly columns: readonly string[] | null;
  readonly dim: number;
}

/** The name of the rows of the file --reference in the caption of a picture. */
export function referenceName(path: string): string {
  return `rows of ${basename(path)}`;
}

/** Draws a picture of draws beside the data, if --plot is given. */
export async function drawPairs(
  { plot, theme, seed }: PlotFlags & { readonly seed: number },
  { draws, data, dataName, columns, dim }: DrawsToShow,
): Promise<DrawnPicture | null> {
  if (plot === undefined) return null;
  const finite = draws.filter((_, j) => isFinitePoint(draws, Math.floor(j / dim), dim));
  const names = columns ?? Array.from({ length: dim }, (_, a) => `x${a + 1}`);
  return writePicture(plot, pairsOfColumns({ draws: finite, data, dataName, names, seed }), theme);
}
