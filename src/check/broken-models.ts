import { checkDistribution } from "../density/check-density.ts";
import type { Distribution } from "../density/density.ts";
import { FinitePoints } from "../density/finite-points.ts";
import { checkPositive, checkWhole } from "../numerics/check.ts";
import { createRng } from "../numerics/random/random.ts";
import type { OutputKind } from "./output-kind.ts";
import type { FaultName } from "./score-report.ts";
import { type TestedModel, testedFunction } from "./tested-model.ts";
import { type Truth, truthAt } from "./truth.ts";

/** A model that is made from the exact score of a density and is wrong in one known way. */
export interface BrokenModel {
  /** The name that the check must give to the fault. */
  readonly fault: FaultName;
  /** A short description of what the model returns. */
  readonly what: string;
  readonly model: TestedModel;
}

export interface BrokenModelOptions {
  /** The number of points of the model that memorises. Default 12. */
  readonly memorised?: number;
  /** The model of another sigma returns the score for this factor times sigma. Default 2. */
  readonly sigmaFactor?: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * Six models with faults that occur in practice: the wrong sign, sigma in place of sigma^2, the noise instead of the score, another
 * sigma, a field that is not a gradient (in two dimensions or more), and memorised points. Each model accepts any sigma and declares
 * its output as the score.
 */
export function brokenModels(density: Distribution, options: BrokenModelOptions = {}): BrokenModel[] {
  checkDistribution("density", density);
  const { memorised = 12, sigmaFactor = 2, seed = 1 } = options;
  checkWhole("memorised", memorised);
  checkPositive("sigmaFactor", sigmaFactor);
  const { dim } = density;
  const points = truths(new FinitePoints(density.sample(createRng(seed, 9), memorised), dim));
  const exact = truths(density);
  const score = (x: Float64Array, sigma: number): Float64Array => exact(sigma).score(x);
  const model = (f: (x: Float64Array, sigma: number) => Float64Array, output: OutputKind = "score"): TestedModel =>
    testedFunction(f, { dim, output });
  const times = (values: Float64Array, factor: number): Float64Array => values.map((value) => factor * value);
  const all: BrokenModel[] = [
    { fault: "sign", what: "minus the score", model: model((x, sigma) => times(score(x, sigma), -1)) },
    {
      fault: "power of sigma",
      what: "(r(x) - x) / sigma, with sigma in place of sigma^2",
      model: model((x, sigma) => times(score(x, sigma), sigma)),
    },
    { fault: "noise", what: "the noise, E[eps | x]", model: model((x, sigma) => times(score(x, sigma), -sigma)) },
    {
      fault: "another sigma",
      what: `the score for ${sigmaFactor} sigma`,
      model: model((x, sigma) => score(x, sigmaFactor * sigma)),
    },
    {
      fault: "memorised",
      what: `the score of ${memorised} points`,
      model: model((x, sigma) => points(sigma).score(x)),
    },
  ];
  if (dim > 1) {
    all.push({
      fault: "not conservative",
      what: "the score turned by 45 degrees in the plane of the first two axes",
      model: model((x, sigma) => turned(score(x, sigma), dim)),
    });
  }
  return all;
}

/** The exact score at each sigma. It is computed once for each sigma, since it may take a second. */
function truths(density: Distribution): (sigma: number) => Truth {
  const known = new Map<number, Truth>();
  return (sigma) => {
    const truth = known.get(sigma) ?? truthAt(density, sigma);
    known.set(sigma, truth);
    return truth;
  };
}

function turned(values: Float64Array, dim: number): Float64Array {
  return values.map((value, j) => {
    const first = Math.floor(j / dim) * dim;
    if (j % dim === 0) return Math.SQRT1_2 * (value - values[first + 1]);
    return j % dim === 1 ? Math.SQRT1_2 * (value + values[first]) : value;
  });
}
