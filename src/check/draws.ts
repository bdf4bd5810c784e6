import type { Distribution } from "../density/density.ts";
import { createRng, type Rng } from "../numerics/random/random.ts";

/** Pairs of a clean and a noisy point. */
export interface NoisyDraws {
  readonly sigma: number;
  readonly dim: number;
  /** x_0, shape (n, d). */
  readonly clean: Float64Array;
  /** x = x_0 + sigma eps, shape (n, d). */
  readonly noisy: Float64Array;
  /** The number of consecutive pairs with the same clean point; statistics over rows first take the mean over them. */
  readonly replicates: number;
}

/** The source of clean points: a density, or held-out rows. */
export interface CleanPoints {
  readonly dim: number;
  readonly density?: Distribution | undefined;
  /** Shape (n, d). */
  readonly rows?: Float64Array | undefined;
}

/**
 * Draws pairs at a sigma; the same seed gives the same pairs. Each clean point gets the noise eps and the noise -eps. In a mean of
 * products with the noise, factors that are nearly equal at the two points then cancel.
 * @param n the number of pairs, rounded up to pairs of signs and to the same number for each row
 */
export function noisyDraws({ dim, density, rows }: CleanPoints, sigma: number, n: number, seed: number): NoisyDraws {
  const rng = createRng(seed);
  const half = Math.ceil(n / 2);
  const own = rows ? someRows(rows, dim, half, rng) : (density as Distribution).sample(rng, half);
  const replicates = 2 * Math.ceil(half / (own.length / dim));
  const clean = Float64Array.from({ length: own.length * replicates }, (_, j) => {
    return own[Math.floor(j / (dim * replicates)) * dim + (j % dim)];
  });
  return { sigma, dim, clean, noisy: withNoise(clean, dim, sigma, rng), replicates };
}

/** The sums over the replicates of each row. These sums are independent of one another. */
export function perRow(values: Float64Array, replicates: number): Float64Array {
  if (replicates === 1) return values;
  const rows = new Float64Array(values.length / replicates);
  for (let i = 0; i < values.length; i++) rows[Math.floor(i / replicates)] += values[i];
  return rows;
}

function withNoise(clean: Float64Array, dim: number, sigma: number, rng: Rng): Float64Array {
  const noisy = new Float64Array(clean.length);
  for (let j = 0; j < clean.length; j += 2 * dim) {
    for (let a = j; a < j + dim; a++) {
      const noise = sigma * rng.normal();
      noisy[a] = clean[a] + noise;
      noisy[a + dim] = clean[a + dim] - noise;
    }
  }
  return noisy;
}

/** At most `most` of the rows, in a random order. */
function someRows(rows: Float64Array, dim: number, most: number, rng: Rng): Float64Array {
  const order = Array.from({ length: rows.length / dim }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(rng.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return Float64Array.from(order.slice(0, most).flatMap((i) => Array.from(rows.subarray(i * dim, (i + 1) * dim))));
}
