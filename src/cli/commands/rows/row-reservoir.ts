import type { Rng } from "../../../numerics/random/random.ts";

/** A random sample of the rows that are added, in which every row is equally likely, whatever the number of rows (reservoir sampling). */
export class RowReservoir {
  readonly #dim: number;
  readonly #most: number;
  readonly #rng: Rng;
  readonly #kept: { readonly point: Float64Array; readonly row: number }[] = [];
  #seen = 0;

  /** @param most the largest number of rows in the sample */
  constructor(dim: number, most: number, rng: Rng) {
    this.#dim = dim;
    this.#most = most;
    this.#rng = rng;
  }

  /** @param points (n, d) @param rows their numbers in the file, (n) */
  add(points: Float64Array, rows: Float64Array): void {
    rows.forEach((row, i) => {
      const place = this.#seen < this.#most ? this.#seen : Math.floor(this.#rng.uniform() * (this.#seen + 1));
      this.#seen += 1;
      if (place >= this.#most) return;
      this.#kept[place] = { point: points.slice(i * this.#dim, (i + 1) * this.#dim), row };
    });
  }

  /** The number of rows that were added. */
  get seen(): number {
    return this.#seen;
  }

  /** The points of the sample, (m, d). */
  points(): Float64Array {
    const all = new Float64Array(this.#kept.length * this.#dim);
    this.#kept.forEach(({ point }, i) => {
      all.set(point, i * this.#dim);
    });
    return all;
  }

  /** The numbers of the sampled rows in the file, (m). */
  rows(): Float64Array {
    return Float64Array.from(this.#kept, ({ row }) => row);
  }
}
