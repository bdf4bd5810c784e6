import { chosenRows } from "../../../figures/own-data/chosen-rows.ts";
import { fieldAndModes } from "../../../figures/own-data/field-and-modes.ts";
import type { Picture } from "../../../figures/own-data/picture.ts";
import { createRng } from "../../../numerics/random/random.ts";
import type { Mode } from "../../../reconstruction/field/modes.ts";
import { toleratingReconstruction } from "../../../sampling/chains/refusal-to-nan.ts";
import type { SamplingTarget } from "../sample/sampling-target.ts";
import { roughLogDensity } from "./log-density.ts";

/** The data for a picture of a model's field. */
export interface FieldRows {
  /** Rows in the coordinates of the model, (n, d). */
  readonly points: Float64Array;
  /** The number of all rows, if these are only some of them. */
  readonly of?: number;
  /** What they are: "rows", "draws of the data", "points of a grid". */
  readonly what: string;
  /** The names of the columns; null if they have no names. */
  readonly names: readonly string[] | null;
  /** The fixed points that were found; null if none were looked for. */
  readonly modes: readonly Mode[] | null;
  readonly seed: number;
}

/** The stream of the seed that chooses the rows. */
const CHOICE = 201;
/** How often r is applied to a row to find a place where p_sigma is high. */
const UPHILL = 100;

/** The picture of the field r(x) - x of a model or a density, with some of the rows, and with the modes if they are known. */
export function fieldPicture(
  { own, scaling }: Pick<SamplingTarget, "own" | "scaling">,
  { points, of, what, names, modes, seed }: FieldRows,
): Picture {
  const { dim } = own;
  const r = toleratingReconstruction(own);
  const rows = chosenRows(points, dim, createRng(seed, CHOICE));
  let high = modes?.find(({ kind }) => kind === "mode")?.at;
  if (!high) {
    high = rows.slice(0, dim);
    for (let k = 0; k < UPHILL; k++) high = r.evaluate(high);
  }
  return fieldAndModes({
    ...{ r, rows, what, modes, scaling, seed },
    dots: what !== "points of a grid",
    of: of ?? points.length / dim,
    logDensity: roughLogDensity(r, high),
    exact: r.smoothedLogPdf !== undefined,
    names: names ?? Array.from({ length: dim }, (_, a) => `x${a + 1}`),
  });
}
