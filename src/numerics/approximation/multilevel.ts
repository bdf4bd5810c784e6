import { largestSize } from "../sorting/maximum.ts";

/** The result of `multilevelMonteCarlo`: an expectation, with one entry per component in each array. */
export interface MultilevelEstimate {
  readonly value: Float64Array;
  /** Standard deviation of `value` over seeds. */
  readonly standardError: Float64Array;
  /** A bound on the bias: the difference between the mean of `value` over seeds and the limit of ever finer levels. */
  readonly biasEstimate: Float64Array;
  /** The number of samples on each level. */
  readonly samples: readonly number[];
}

export interface MultilevelOptions {
  /** The number of components of a sample. */
  readonly components: number;
  /** The number of samples on level 0. The numbers on other levels follow from their variance and cost. */
  readonly samples: number;
  /** Levels are added until the bias is below this fraction of the standard error, or negligible. */
  readonly biasFraction: number;
  /** A bias below this fraction of the largest component is negligible. */
  readonly negligible: number;
  /** The finest level that is allowed, 2 or more. */
  readonly finestLevel: number;
  /** The order of the scheme: the error of level l is proportional to 2^(-order l). It is called after samples have been drawn. */
  order(): number;
}

/** The number of samples from which a level's variance is first estimated. */
const PILOT = 16;
/** The smallest number of levels, which gives two differences to judge the extrapolation by. */
const FIRST_FINEST = 2;

/**
 * E[Y] for a Y that can only be simulated in steps, as E[Y_0] + sum_l E[Y_l - Y_(l-1)] (Giles, Operations Research 56, 2008). The
 * steps of level l are half as long as those of level l - 1, and both use the same noise, so that most samples are coarse and
 * cheap. The error of the finest level is extrapolated by the order of the scheme. The bias estimate is the change of the
 * extrapolation from the last level but one to the last, divided by 2^order - 1.
 *
 * @param level a source of samples of Y_0 (level 0) or of Y_l - Y_(l-1) (level l), for a given count: (count, components)
 */
export function multilevelMonteCarlo(
  level: (l: number) => (count: number) => Float64Array,
  options: MultilevelOptions,
): MultilevelEstimate {
  const { components, samples, biasFraction, negligible, finestLevel } = options;
  const levels: Level[] = [];
  for (;;) {
    while (levels.length <= FIRST_FINEST) levels.push(new Level(level(levels.length), components));
    levels.forEach((one, l) => {
      one.extendTo(Math.min(samples, PILOT));
      one.extendTo(Math.min(samples, samplesFor(l, one, levels[0], samples)));
    });
    const estimate = extrapolate(levels, components, options.order());
    const least = negligible * largestSize(estimate.value);
    const biased = estimate.biasEstimate.some(
      (bias, k) => bias > Math.max(least, biasFraction * estimate.standardError[k]),
    );
    if (!biased || levels.length > finestLevel) return estimate;
    levels.push(new Level(level(levels.length), components));
  }
}

/** The sums over the samples of one level. */
class Level {
  readonly #draw: (count: number) => Float64Array;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  #shift: Float64Array | undefined;
  count = 0;

  constructor(draw: (count: number) => Float64Array, components: number) {
    this.#draw = draw;
    this.#sum = new Float64Array(components);
    this.#squares = new Float64Array(components);
  }

  extendTo(count: number): void {
    if (count <= this.count) return;
    const components = this.#sum.length;
    const drawn = this.#draw(count - this.count);
    // The squares are summed about the first sample, because a small variance of large numbers would otherwise be lost.
    this.#shift ??= drawn.slice(0, components);
    for (let i = 0; i < drawn.length; i++) {
      const k = i % components;
      const value = drawn[i] - this.#shift[k];
      this.#sum[k] += value;
      this.#squares[k] += value * value;
    }
    this.count = count;
  }

  mean(k: number): number {
    return (this.#shift?.[k] ?? 0) + this.#sum[k] / this.count;
  }

  /** The variance of one sample. */
  variance(k: number): number {
    return Math.max(0, this.#squares[k] - this.#sum[k] ** 2 / this.count) / (this.count - 1);
  }

  totalVariance(): number {
    return this.#sum.reduce((total, _, k) => total + this.variance(k), 0);
  }
}

/** The number of samples of each level for which the standard error of all levels together is smallest for the cost. */
function samplesFor(l: number, level: Level, coarsest: Level, samples: number): number {
  if (l === 0) return samples;
  // A sample of level l takes 2^l + 2^(l-1) steps for one of level 0.
  const cost = 1.5 * 2 ** l;
  const fraction = Math.sqrt(level.totalVariance() / (cost * coarsest.totalVariance()));
  return Number.isFinite(fraction) ? Math.ceil(samples * fraction) : 0;
}

function extrapolate(levels: readonly Level[], components: number, order: number): MultilevelEstimate {
  const finest = levels.length - 1;
  const rest = 1 / (2 ** order - 1);
  const estimate = {
    value: new Float64Array(components),
    standardError: new Float64Array(components),
    biasEstimate: new Float64Array(components),
    samples: levels.map(({ count }) => count),
  };
  for (let k = 0; k < components; k++) {
    let variance = 0;
    levels.forEach((level, l) => {
      const factor = l === finest ? 1 + rest : 1;
      estimate.value[k] += factor * level.mean(k);
      variance += (factor ** 2 * level.variance(k)) / level.count;
    });
    estimate.standardError[k] = Math.sqrt(variance);
    const change = (1 + rest) * levels[finest].mean(k) - rest * levels[finest - 1].mean(k);
    estimate.biasEstimate[k] = rest * Math.abs(change);
  }
  return estimate;
}
