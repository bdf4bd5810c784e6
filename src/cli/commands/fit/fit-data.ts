import type { Distribution } from "../../../density/density.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { list } from "../../../numerics/quote.ts";
import { createRng } from "../../../numerics/random/random.ts";
import { namedData, sourceOfFile } from "../../inputs/named-data.ts";
import type { PointsFiles } from "../../inputs/points-files.ts";

/** The data that `--data` and its further options describe. */
export interface FitDataOptions {
  readonly data: string;
  readonly samples?: number;
  readonly standardise?: boolean;
  readonly seed: number;
}

/** Rows to fit to. */
export interface FitData {
  /** Shape (n, d). */
  readonly rows: Float64Array;
  readonly dim: number;
  readonly columns?: readonly string[];
  /** The name of the data in the model's file. */
  readonly source: string;
  /** The distribution that the rows were drawn from, if it is known. */
  readonly distribution?: Distribution;
  readonly standardise?: boolean;
}

const DEFAULT_SAMPLES = 5000;
/** The stream of the seed that draws the points. */
const STREAM = 10;

/** @param files reads the file of points @throws InputError that names the option */
export async function readFitData(options: FitDataOptions, files: PointsFiles): Promise<FitData> {
  const { data: text, samples, standardise, seed } = options;
  const names = Object.keys(namedData);
  if (Object.hasOwn(namedData, text)) {
    if (standardise) {
      const problem = `is for points from a file; ${text} has one scale in all directions`;
      throw new InputError({ argument: "--standardise", problem });
    }
    const distribution = namedData[text]();
    const rows = distribution.sample(createRng(seed, STREAM), samples ?? DEFAULT_SAMPLES);
    return { rows, dim: distribution.dim, source: text, distribution, standardise: false };
  }
  if (samples !== undefined) {
    const problem = `is for ${list(names, "and")}; of a file all points are taken`;
    throw new InputError({ argument: "--samples", problem });
  }
  const missing = `is neither a known name nor a file that exists; allowed are ${list([...names, "a file of points"], "and")}`;
  const { points, dim, summary } = await files.read("--data", text, missing);
  return {
    ...{ rows: points, dim, columns: summary.columns, source: sourceOfFile(text) },
    ...(standardise !== undefined && { standardise }),
  };
}
