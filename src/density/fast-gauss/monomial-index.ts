import { MAX_DEGREE } from "../../numerics/approximation/economized-exponential.ts";
import { MultiIndices } from "../../numerics/approximation/multi-index.ts";

/** The most terms of a node's expansion. More terms serve larger nodes, and take longer to make. */
const MAX_TERMS = 300;

const layoutOfDim = new Map<number, MonomialIndex>();

/** The monomials of d variables, up to the largest degree with at most `MAX_TERMS` monomials. */
export function layoutFor(dim: number): MonomialIndex {
  const known = layoutOfDim.get(dim);
  if (known) return known;
  let degree = 0;
  while (degree < MAX_DEGREE && termCount(dim, degree + 1) <= MAX_TERMS) degree++;
  const layout = new MonomialIndex(dim, degree);
  layoutOfDim.set(dim, layout);
  return layout;
}

/** C(degree + dim, dim), the number of monomials of `dim` variables up to a degree. */
function termCount(dim: number, degree: number): number {
  let count = 1;
  for (let k = 1; k <= degree; k++) count = (count * (k + dim)) / k;
  return count;
}

/**
 * Monomials b^k up to a degree, in rows. A row holds the powers 0, 1, 2, ... of the last variable, all multiplied by the same
 * monomial of the other variables. A sum over a row reads memory in order.
 */
export class MonomialIndex {
  readonly degree: number;
  readonly rows: MultiIndices;
  /** The index at which each row starts. A row ends where the largest degree is reached. */
  readonly rowStart: Uint32Array;
  /** The degree of each row's first term. */
  readonly rowDegree: Uint32Array;
  readonly length: number;
  /** `count[q]` is the number of terms with a degree of at most q. */
  readonly count: Float64Array;

  constructor(dim: number, degree: number) {
    this.degree = degree;
    this.rows = new MultiIndices(dim - 1, degree);
    this.rowStart = new Uint32Array(this.rows.length);
    this.rowDegree = new Uint32Array(this.rows.length);
    this.count = Float64Array.from({ length: degree + 1 }, (_, q) => termCount(dim, q));
    let start = 0;
    for (let row = 0; row < this.rows.length; row++) {
      if (row > 0) this.rowDegree[row] = this.rowDegree[this.rows.parent[row]] + 1;
      this.rowStart[row] = start;
      start += degree - this.rowDegree[row] + 1;
    }
    this.length = start;
  }
}
