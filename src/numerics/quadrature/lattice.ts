/** A run of lattice nodes in one row, by its first and last column. */
type Run = [first: number, last: number];

/**
 * The nodes of a square lattice in the plane that are within `cutoff` of one of the points, row by row, or those of an evenly
 * spaced lattice on the line. The nodes with even or odd indices along each axis form lattices of twice the step: four lattices in
 * the plane, two on the line. A comparison with their sums shows the accuracy of the sum over all nodes.
 */
export class Lattice {
  readonly dim: 1 | 2;
  readonly step: number;
  /** The number of nodes. */
  readonly length: number;
  /** The runs of each row. They do not touch and are in increasing order. */
  readonly #rows: ReadonlyMap<number, readonly Run[]>;

  constructor(points: readonly Float64Array[], cutoff: number, step: number) {
    this.dim = points[0].length === 1 ? 1 : 2;
    this.step = step;
    const rows = new Map<number, Run[]>();
    for (const point of points) {
      const y = this.dim === 2 ? point[1] / step : 0;
      const height = this.dim === 2 ? cutoff / step : 0;
      for (let row = Math.ceil(y - height); row <= y + height; row++) {
        const width = Math.sqrt(Math.max(0, (cutoff / step) ** 2 - (row - y) ** 2));
        const run: Run = [Math.ceil(point[0] / step - width), Math.floor(point[0] / step + width)];
        const known = rows.get(row);
        if (known) known.push(run);
        else rows.set(row, [run]);
      }
    }
    let length = 0;
    for (const [row, runs] of rows) {
      const merged = union(runs);
      rows.set(row, merged);
      for (const [first, last] of merged) length += last - first + 1;
    }
    this.#rows = rows;
    this.length = length;
  }

  /**
   * The sum of f times the area of a cell: INT f for an f that is smooth on the scale of a step and vanishes beyond the nodes.
   * `difference` is its largest difference from the sums over the lattices of twice the step. A single one of these sums may be close
   * by chance, since its error depends on the position of the lattice relative to f.
   */
  integrate(f: (points: Float64Array) => Float64Array): { value: number; difference: number } {
    const cell = this.step ** this.dim;
    const sums = new Float64Array(2 ** this.dim);
    for (const [row, runs] of this.#rows) {
      for (const [first, last] of runs) {
        const points = new Float64Array((last - first + 1) * this.dim);
        for (let k = 0; k <= last - first; k++) {
          points[k * this.dim] = (first + k) * this.step;
          if (this.dim === 2) points[k * 2 + 1] = row * this.step;
        }
        f(points).forEach((value, k) => {
          sums[parity(first + k) + (this.dim === 2 ? 2 * parity(row) : 0)] += value;
        });
      }
    }
    const value = cell * sums.reduce((total, sum) => total + sum, 0);
    const difference = Math.max(...sums.map((sum) => Math.abs(sums.length * cell * sum - value)));
    return { value, difference };
  }
}

/** 0 for an even number and 1 for an odd one, also for negative numbers. */
function parity(k: number): number {
  return k & 1;
}

function union(runs: Run[]): Run[] {
  const merged: Run[] = [];
  for (const [first, last] of runs.sort((one, other) => one[0] - other[0])) {
    const open = merged.at(-1);
    if (open && first <= open[1] + 1) open[1] = Math.max(open[1], last);
    else if (last >= first) merged.push([first, last]);
  }
  return merged;
}
