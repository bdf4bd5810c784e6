import {
  economizedSeries,
  LOWEST_OCTAVE,
  logEconomizationError,
  RANGES_PER_OCTAVE,
} from "../../numerics/approximation/economized-exponential.ts";
import { MultiIndices } from "../../numerics/approximation/multi-index.ts";

/** The most terms of an expansion, and its largest degree. More terms serve larger nodes, and take longer to make. */
const MOST_TERMS = 700;
const LARGEST_DEGREE = 26;
/** No table goes beyond 2^6: no available degree is exact enough there. */
const RANGES = (6 - LOWEST_OCTAVE) * RANGES_PER_OCTAVE;

/** What the kernel needs to know about expansions in one dimension, in the form in which assembly/points-plan.ts reads it. */
export interface ExpansionTables {
  readonly degree: number;
  /** How many monomials have a degree of at most q, for q up to `degree` + 1. */
  readonly termCount: Uint32Array;
  readonly monomials: Uint32Array;
  readonly raised: Uint32Array;
  readonly inverseFactorials: Float64Array;
  readonly ranges: number;
  readonly seriesErrors: Float64Array;
  readonly series: Float64Array;
}

const tablesOfDim = new Map<number, ExpansionTables>();

/** The tables for a dimension, which are made once. */
export function expansionTables(dim: number): ExpansionTables {
  const known = tablesOfDim.get(dim);
  if (known) return known;
  const degree = degreeFor(dim);
  const indices = new MultiIndices(dim, degree + 1);
  const terms = indices.count[degree];
  const inverseFactorials = new Float64Array(terms).fill(1);
  for (let k = 1; k < terms; k++) inverseFactorials[k] = inverseFactorials[indices.parent[k]] / indices.power[k];
  const tables = {
    degree,
    termCount: indices.count,
    monomials: Uint32Array.from({ length: 2 * indices.length }, (_, i) => {
      return 16 * (i % 2 === 0 ? indices.parent[i >> 1] : indices.axis[i >> 1]);
    }),
    raised: Uint32Array.from({ length: dim * terms }, (_, i) => indices.raised[Math.floor(i / terms)][i % terms]),
    inverseFactorials,
    ranges: RANGES,
    ...seriesUpTo(degree),
  };
  tablesOfDim.set(dim, tables);
  return tables;
}

/** The largest degree whose expansion has at most `MOST_TERMS` terms. */
function degreeFor(dim: number): number {
  let degree = 0;
  for (let terms = 1 + dim; terms <= MOST_TERMS && degree < LARGEST_DEGREE; degree++) {
    terms = (terms * (degree + 2 + dim)) / (degree + 2);
  }
  return degree;
}

function seriesUpTo(degree: number): Pick<ExpansionTables, "series" | "seriesErrors"> {
  const width = degree + 1;
  const series = new Float64Array(RANGES * width * width);
  const seriesErrors = new Float64Array(RANGES * width);
  for (let k = 0; k < RANGES; k++) {
    const range = 2 ** (LOWEST_OCTAVE + k / RANGES_PER_OCTAVE);
    const coefficients = economizedSeries(range, degree);
    for (let q = 0; q <= degree; q++) {
      series.set(coefficients[q], (k * width + q) * width);
      seriesErrors[k * width + q] = logEconomizationError(range, Math.log(range), q, 0);
    }
  }
  return { series, seriesErrors };
}
