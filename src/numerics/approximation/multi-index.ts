/**
 * The multi-indices of d numbers up to a total degree, sorted by degree: the monomials of polynomials in d variables.
 * Number 0 is the constant.
 */
export class MultiIndices {
  readonly dim: number;
  readonly degree: number;
  /** The number of multi-indices. */
  readonly length: number;
  /** The number of multi-indices with a degree of at most q, for q = 0 to `degree`. */
  readonly count: Uint32Array;
  /** Each multi-index except the first is its parent with one added along an axis. */
  readonly parent: Uint32Array;
  readonly axis: Uint32Array;
  /** The power of each multi-index along that axis. */
  readonly power: Float64Array;
  /** `raised[a][k]` is multi-index k with one added along axis a, for k of a degree below the largest. */
  readonly raised: readonly Uint32Array[];

  constructor(dim: number, degree: number) {
    this.dim = dim;
    this.degree = degree;
    const all: number[][] = [new Array<number>(dim).fill(0)];
    const number = new Map<string, number>([[all[0].join(), 0]]);
    const [parent, axis, power] = [[0], [0], [0]];
    const count = [1];
    for (let q = 1, first = 0; q <= degree; q++) {
      const end = all.length;
      for (let k = first; k < end; k++) {
        // Axes are added in order, so that each multi-index is made only once, from the one without its last addition.
        for (let a = k === 0 ? 0 : axis[k]; a < dim; a++) {
          const index = all[k].map((value, b) => (a === b ? value + 1 : value));
          number.set(index.join(), all.length);
          all.push(index);
          parent.push(k);
          axis.push(a);
          power.push(index[a]);
        }
      }
      first = end;
      count.push(all.length);
    }
    this.length = all.length;
    this.count = Uint32Array.from(count);
    this.parent = Uint32Array.from(parent);
    this.axis = Uint32Array.from(axis);
    this.power = Float64Array.from(power);
    const inner = degree === 0 ? 0 : count[degree - 1];
    this.raised = Array.from({ length: dim }, (_, a) =>
      Uint32Array.from(
        all.slice(0, inner),
        (index) => number.get(index.map((value, b) => (a === b ? value + 1 : value)).join()) ?? 0,
      ),
    );
  }
}
