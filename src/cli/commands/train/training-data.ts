import { dataScale } from "../../../autoencoder/data/scaling.ts";
import { drawnData, splitData, type TrainingData } from "../../../autoencoder/data/training-data.ts";
import type { Distribution } from "../../../density/density.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { list, quote } from "../../../numerics/quote.ts";
import { namedData, sourceOfFile } from "../../inputs/named-data.ts";
import { namingOption } from "../../inputs/naming-option.ts";
import type { PointsFiles } from "../../inputs/points-files.ts";

/** The data that `--data` and its further options describe. */
export interface DataOptions {
  readonly data: string;
  readonly samples?: number;
  readonly validation?: number;
  readonly standardise?: true;
  readonly seed: number;
}

export interface ReadData {
  readonly data: TrainingData;
  /** The name of the data in the model's file. */
  readonly source: string;
  /** The distribution from which the points were drawn; null if it is not known. */
  readonly distribution: Distribution | null;
  /** The scale with which sigma is compared: the root of the mean variance of a coordinate. */
  readonly scale: number;
}

const DEFAULT_SAMPLES = 10_000;
const DEFAULT_VALIDATION = 0.1;

/** @param files reads the file of points @throws InputError that names the option */
export async function readTrainingData(options: DataOptions, files: PointsFiles): Promise<ReadData> {
  const { data: text, samples, validation, standardise, seed } = options;
  if (Object.hasOwn(namedData, text)) {
    const only = `is for points from a file; ${text} has as many points for validation as for training`;
    if (validation !== undefined) throw new InputError({ argument: "--validation", problem: `${only}` });
    if (standardise)
      throw new InputError({
        argument: "--standardise",
        problem: `is for points from a file; ${text} has one scale in all directions`,
      });
    if (samples === 1)
      throw new InputError({
        argument: "--samples",
        problem: "must be 2 or more, not 1: one point has no standard deviation",
      });
    const distribution = namedData[text]();
    const data = drawnData(distribution, samples ?? DEFAULT_SAMPLES, seed);
    return { data, source: text, distribution, scale: dataScale(data.training, data.dim) };
  }
  if (samples !== undefined) {
    throw new InputError({
      argument: "--samples",
      problem: `is for ${list(Object.keys(namedData), "and")}; of a file all points are taken`,
    });
  }
  const allowed = list([...Object.keys(namedData), "a file of points"], "and");
  const missing = `is neither a known name nor a file that exists; allowed are ${allowed}`;
  const { points, dim } = await files.read("--data", text, missing);
  return namingOption("--data", () => {
    if (points.length < 2 * dim) {
      const problem = "must hold two points or more, to train on some and validate on others";
      throw new InputError({ argument: `the file ${quote(text)}`, problem });
    }
    const data = splitData(points, dim, validation ?? DEFAULT_VALIDATION, seed);
    const scale = dataScale(points, dim);
    return { data, source: sourceOfFile(text), distribution: null, scale: standardise ? 1 : scale };
  });
}
