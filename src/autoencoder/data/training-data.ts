import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { checkDistribution } from "../../density/check-density.ts";
import type { Distribution } from "../../density/density.ts";
import {
  checkAllFinite,
  checkBetween,
  checkNumberOfPoints,
  checkObject,
  checkPoints,
  checkWhole,
} from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { createRng } from "../../numerics/random/random.ts";
import { type Scaling, toScaled } from "./scaling.ts";

/** Points to learn from, and other points on which the result is validated. */
export interface TrainingData {
  readonly dim: number;
  /** Shape (N, d). */
  readonly training: Float64Array;
  /** Shape (M, d); other points of the same distribution. */
  readonly validation: Float64Array;
}

/** The purposes of the streams of one seed, apart from those of the training itself. */
const streams = { sample: 10, split: 11 };

/** n draws for training, and n further draws for validation. */
export function drawnData(distribution: Distribution, n: number, seed: number): TrainingData {
  checkDistribution("distribution", distribution);
  checkNumberOfPoints("n", n, distribution.dim, 1);
  const rng = createRng(seed, streams.sample);
  return { dim: distribution.dim, training: distribution.sample(rng, n), validation: distribution.sample(rng, n) };
}

/**
 * Splits given points at random into training and validation points; both parts keep the order of the points.
 * @param points shape (n, d)
 * @param fraction of the points that are for validation, between 0 and 1; each part gets at least one point
 * @throws InputError for fewer than two points, for incomplete points, and for a fraction that is not between 0 and 1
 */
export function splitData(points: Float64Array, dim: number, fraction: number, seed: number): TrainingData {
  checkWhole("dim", dim);
  checkPoints("points", points, dim, 1);
  const n = points.length / dim;
  if (n < 2) {
    throw new InputError({
      argument: "points",
      allowed: "two or more, to train on some and validate on others",
      problem: n,
    });
  }
  checkBetween("fraction", fraction, 0, 1);
  const wanted = Math.min(n - 1, Math.max(1, Math.round(fraction * n)));
  const rng = createRng(seed, streams.split);
  const training = new Float64Array((n - wanted) * dim);
  const validation = new Float64Array(wanted * dim);
  // Each point is chosen with probability (points still wanted) / (points left), which makes every subset equally likely.
  let chosen = 0;
  for (let i = 0; i < n; i++) {
    const point = points.subarray(i * dim, (i + 1) * dim);
    if (rng.uniform() * (n - i) < wanted - chosen) validation.set(point, chosen++ * dim);
    else training.set(point, (i - chosen) * dim);
  }
  return { dim, training, validation };
}

/** The same points in scaled coordinates. */
export function scaledData({ dim, training, validation }: TrainingData, scaling: Scaling): TrainingData {
  return { dim, training: toScaled(training, scaling), validation: toScaled(validation, scaling) };
}

/** SHA-256 of the dimension, and of the training and the validation points as little-endian 64-bit numbers, in hexadecimal. */
export function dataHash({ dim, training, validation }: TrainingData): string {
  const hash = sha256.create().update(utf8ToBytes(`${dim} ${training.length} ${validation.length}\n`));
  for (const points of [training, validation]) {
    const bytes = new DataView(new ArrayBuffer(8 * points.length));
    points.forEach((x, j) => {
      bytes.setFloat64(8 * j, x, true);
    });
    hash.update(new Uint8Array(bytes.buffer));
  }
  return bytesToHex(hash.digest());
}

/** @throws InputError for an argument that does not hold training and validation points */
export function checkData(argument: string, data: TrainingData): void {
  checkObject(argument, data, "dim, training and validation, as drawnData and splitData return them");
  checkWhole(`${argument}.dim`, data.dim);
  for (const name of ["training", "validation"] as const) {
    checkPoints(`${argument}.${name}`, data[name], data.dim, 1);
    checkAllFinite(`${argument}.${name}`, data[name]);
  }
}
