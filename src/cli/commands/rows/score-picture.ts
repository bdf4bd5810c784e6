import { toScaled } from "../../../autoencoder/data/scaling.ts";
import type { Picture } from "../../../figures/own-data/picture.ts";
import { modelTarget } from "../sample/sampling-target.ts";
import { fieldPicture } from "./field-picture.ts";

/** The points at which the score was computed. */
interface ScoredPoints {
  /** In the data's own units, (n, d). */
  readonly points: Float64Array;
  /** The names of the columns; null for the names that the model holds. */
  readonly names: readonly string[] | null;
  readonly seed: number;
}

/** The picture of the field of a model around the points at which its score was computed. @throws InputError that names the option */
export async function pictureOfScores(
  model: string,
  sigma: number | undefined,
  { points, names, seed }: ScoredPoints,
): Promise<Picture> {
  const target = await modelTarget(model, sigma);
  try {
    const own = target.scaling ? toScaled(points, target.scaling) : points;
    const columns = names ?? target.columns;
    return fieldPicture(target, { points: own, what: "points", names: columns, modes: null, seed });
  } finally {
    await target.close();
  }
}
