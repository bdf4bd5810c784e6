import { denseWorkspace, paddedColumns, placesOf } from "../../numerics/linear-algebra/dense.ts";
import { gaussHermiteGrid } from "../../numerics/quadrature/gauss-hermite.ts";
import type { BoxEdges, PointGrid } from "../../numerics/quadrature/integrate-box.ts";

/** The corruption is cut at this many sigma: exp(-36) of its peak. */
const CUTOFF_IN_SIGMAS = 8.5;
/**
 * Lattice points per sigma: the trapezoidal rule then errs by exp(-(2 pi 4 - k)^2 / 2) on a wave of k / sigma, which is 1e-16 for
 * k up to 16. The coarser lattice, which gives the error estimate, is accurate for k up to 10.
 */
const POINTS_PER_SIGMA = 4;
const COARSER_POINTS_PER_SIGMA = 3;
/**
 * A lattice of up to a million points is always preferred. A lattice of up to eight million points is preferred where the Gauss-Hermite
 * rules with 64 values of r around every point are not accurate enough. Above that, the orders of these rules are raised further.
 */
const CHEAP_LATTICE = 1_000_000;
const LARGEST_LATTICE = 8_000_000;
const CHEAP_ORDERS: readonly number[] = [3, 4, 5, 6, 8];
const HIGHER_ORDERS: readonly number[] = [11, 15, 20];
/** Two orders agree where a bound on their relative difference is below this. The higher order is then much more accurate. */
const AGREEMENT = 1e-11;
/**
 * A relative error e(x) adds INT p e <= max(sqrt(p / p_max) e) INT sqrt(p p_max). For a Gaussian in the plane that integral
 * is 2. It is somewhat larger where a wide component carries less mass than a narrow one.
 */
const WEIGHTED_AREA = 4;
/** The number of values of r in one call. */
const POINTS_PER_CALL = 100_000;

type Field = (points: Float64Array) => Float64Array;

/** E_eps|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), at the clean points x of a grid within some box. */
interface NoiseAverage {
  overGrid(grid: PointGrid): Float64Array;
}

/** A `NoiseAverage` and its error. */
export interface AccurateNoiseAverage extends NoiseAverage {
  /**
   * A bound on the resulting error of the expectation over clean points, relative to the expectation: from the differences to a
   * coarser rule at the probes.
   */
  readonly relativeError: number;
}

/**
 * E_eps|r(x + eps) - x|^2 at clean points x within a box.
 *
 * The values of r on a lattice of spacing sigma / 4 serve all clean points. Averages are trapezoidal sums over the lattice, which
 * for Gaussians converge faster than any power. Where sigma is so small that the lattice would be huge, r is nearly linear
 * within the noise, and Gauss-Hermite rules of low order around each point are used instead.
 *
 * @param r (n, 2) -> (n, 2), smooth on the scale of sigma, defined wherever x + eps can fall
 * @param probes a grid over the box, at which orders are chosen and errors are measured
 * @param weights the probes' densities, relative to the largest
 */
export function noiseAverage2d(
  r: Field,
  sigma: number,
  box: BoxEdges,
  probes: PointGrid,
  weights: Float64Array,
): AccurateNoiseAverage {
  const size = Math.max(...box.flatMap((edges) => [Math.abs(edges[0]), Math.abs(edges[edges.length - 1])]));
  const difference = (fine: NoiseAverage, coarse: NoiseAverage): number => {
    const [accurate, other] = [fine, coarse].map((average) => average.overGrid(probes));
    const worst = accurate.reduce((largest, value, i) => {
      // Positions are rounded; no rule can avoid the resulting error.
      const excess = Math.abs(value - other[i]) - 8 * Number.EPSILON * size * Math.sqrt(value);
      return excess > 0 ? Math.max(largest, (Math.sqrt(weights[i]) * excess) / value) : largest;
    }, 0);
    return WEIGHTED_AREA * worst;
  };

  const [columns, rows] = box.map((edges) => ((edges[edges.length - 1] - edges[0]) * POINTS_PER_SIGMA) / sigma);
  const latticePoints = columns * rows;
  const byLattice = (): AccurateNoiseAverage => {
    const lattice = new Lattice(r, sigma, POINTS_PER_SIGMA, box);
    const relativeError = difference(lattice, new Lattice(r, sigma, COARSER_POINTS_PER_SIGMA, box));
    return { overGrid: (grid) => lattice.overGrid(grid), relativeError };
  };
  if (latticePoints <= CHEAP_LATTICE) return byLattice();

  const orders = latticePoints <= LARGEST_LATTICE ? CHEAP_ORDERS : [...CHEAP_ORDERS, ...HIGHER_ORDERS];
  let average = new HermiteAverage(r, sigma, orders[0]);
  let relativeError = Infinity;
  for (let k = 1; k < orders.length && relativeError > AGREEMENT; k++) {
    const coarser = average;
    average = new HermiteAverage(r, sigma, orders[k]);
    relativeError = difference(average, coarser);
  }
  if (relativeError > AGREEMENT && latticePoints <= LARGEST_LATTICE) return byLattice();
  return { overGrid: (grid) => average.overGrid(grid), relativeError };
}

/** The kernel of the noise around coordinates, at `width` lattice points from each of `starts` on. */
interface Kernels {
  readonly width: number;
  readonly starts: readonly number[];
  readonly values: Float64Array;
}

/** A rectangle of a lattice. */
interface LatticePart {
  readonly firstRow: number;
  readonly rows: number;
  readonly firstColumn: number;
  readonly columns: number;
}

/** Values of r on a lattice around a box. */
class Lattice implements NoiseAverage {
  readonly #sigma: number;
  readonly #pointsPerSigma: number;
  readonly #step: number;
  /** The number of lattice points from a place to the cut-off, in one direction. */
  readonly #cutoff: number;
  /** The lattice's first coordinate along each axis. */
  readonly #first: readonly number[];
  /** Number of points along y. */
  readonly #columns: number;
  /** r at the lattice's points, y running faster: (points, 2). */
  readonly #values: Float64Array;

  constructor(r: Field, sigma: number, pointsPerSigma: number, box: BoxEdges) {
    this.#sigma = sigma;
    this.#pointsPerSigma = pointsPerSigma;
    this.#step = sigma / pointsPerSigma;
    this.#cutoff = Math.ceil(CUTOFF_IN_SIGMAS * pointsPerSigma);
    const margin = this.#cutoff + 1;
    this.#first = box.map((edges) => edges[0] - margin * this.#step);
    const [rows, columns] = box.map(
      (edges) => Math.ceil((edges[edges.length - 1] - edges[0]) / this.#step) + 2 * margin + 1,
    );
    this.#columns = columns;
    this.#values = new Float64Array(rows * columns * 2);
    // Some rows at a time, because all points at once would take twice the memory.
    const rowsPerCall = Math.max(1, Math.floor(POINTS_PER_CALL / columns));
    for (let row = 0; row < rows; row += rowsPerCall) {
      const points = new Float64Array(Math.min(rowsPerCall, rows - row) * columns * 2);
      for (let k = 0; k < points.length / 2; k++) {
        points[2 * k] = this.#first[0] + (row + Math.floor(k / columns)) * this.#step;
        points[2 * k + 1] = this.#first[1] + (k % columns) * this.#step;
      }
      this.#values.set(r(points), row * columns * 2);
    }
  }

  /** The Gaussian kernel of the noise is a product, so the sum runs over y first, for every row of the lattice, and then over x. */
  overGrid({ x, y }: PointGrid): Float64Array {
    const [xKernels, yKernels] = [this.#kernels(0, x), this.#kernels(1, y)];
    const { width } = xKernels;
    const firstRow = Math.min(...xKernels.starts);
    const rows = Math.max(...xKernels.starts) + width - firstRow;
    const firstColumn = Math.min(...yKernels.starts);
    const columns = Math.max(...yKernels.starts) + width - firstColumn;
    // Relative to the middle of the grid, |r - x|^2 = |r|^2 - 2 r.x + |x|^2 loses few digits.
    const [xMiddle, yMiddle] = [(x[0] + x[x.length - 1]) / 2, (y[0] + y[y.length - 1]) / 2];

    // Three sums for each y in the rows of the right factor: of u, v and u^2 + v^2, with (u, v) = r less the middle.
    const perRow = paddedColumns(3 * y.length);
    const rowSums = this.#sumsOverRows({ firstRow, rows, firstColumn, columns }, yKernels, [xMiddle, yMiddle], perRow);
    const sizes = [xKernels.values.length, rowSums.length, x.length * perRow];
    const [left, right, sums, end] = placesOf(sizes);
    const { memory, multiply } = denseWorkspace(end);
    memory.set(xKernels.values, left);
    memory.set(rowSums, right);
    xKernels.starts.forEach((start, a) => {
      multiply(left + a * width, 1, width, right + (start - firstRow) * perRow, perRow, sums + a * perRow);
    });

    const averages = new Float64Array(x.length * y.length);
    for (let a = 0; a < x.length; a++) {
      const dx = x[a] - xMiddle;
      for (let b = 0; b < y.length; b++) {
        const dy = y[b] - yMiddle;
        const at = sums + a * perRow + 3 * b;
        const [uSum, vSum, squareSum] = [memory[at], memory[at + 1], memory[at + 2]];
        averages[a * y.length + b] = squareSum - 2 * (uSum * dx + vSum * dy) + dx * dx + dy * dy;
      }
    }
    return averages;
  }

  /**
   * Sums over y of the kernel times u, v and u^2 + v^2 for each row of a part of the lattice and each coordinate: (rows, perRow), with the
   * three sums of a coordinate side by side. All rows are summed together, as the columns of one product.
   */
  #sumsOverRows(
    part: LatticePart,
    { width, starts, values: kernels }: Kernels,
    middle: readonly number[],
    perRow: number,
  ): Float64Array {
    const { firstRow, rows, firstColumn, columns } = part;
    const count = starts.length;
    const [xMiddle, yMiddle] = middle;
    const values = this.#values;
    const perColumn = paddedColumns(3 * rows);
    const [left, right, product, end] = placesOf([kernels.length, columns * perColumn, count * perColumn]);
    const { memory, multiply } = denseWorkspace(end);
    memory.set(kernels, left);
    for (let i = 0; i < rows; i++) {
      let at = ((firstRow + i) * this.#columns + firstColumn) * 2;
      for (let to = right + 3 * i; to < product; to += perColumn) {
        const u = values[at++] - xMiddle;
        const v = values[at++] - yMiddle;
        memory[to] = u;
        memory[to + 1] = v;
        memory[to + 2] = u * u + v * v;
      }
    }
    starts.forEach((start, b) => {
      multiply(
        left + b * width,
        1,
        width,
        right + (start - firstColumn) * perColumn,
        perColumn,
        product + b * perColumn,
      );
    });
    const sums = new Float64Array(rows * perRow);
    for (let b = 0; b < count; b++) {
      for (let i = 0; i < rows; i++) {
        const [from, to] = [product + b * perColumn + 3 * i, i * perRow + 3 * b];
        sums[to] = memory[from];
        sums[to + 1] = memory[from + 1];
        sums[to + 2] = memory[from + 2];
      }
    }
    return sums;
  }

  /** The Gaussian kernel of the noise around each coordinate times the step, at the lattice points within cutoff. */
  #kernels(axis: number, at: Float64Array): Kernels {
    const width = 2 * this.#cutoff + 1;
    const values = new Float64Array(at.length * width);
    const first = this.#first[axis];
    const starts = Array.from(at, (x, a) => {
      const start = Math.round((x - first) / this.#step) - this.#cutoff;
      for (let k = 0; k < width; k++) {
        const offset = (first + (start + k) * this.#step - x) / this.#sigma;
        values[a * width + k] = Math.exp(-0.5 * offset * offset) / (this.#pointsPerSigma * Math.sqrt(2 * Math.PI));
      }
      return start;
    });
    return { width, starts, values };
  }
}

/** A Gauss-Hermite rule around each point. */
class HermiteAverage implements NoiseAverage {
  readonly #r: Field;
  readonly #sigma: number;
  readonly #order: number;

  constructor(r: Field, sigma: number, order: number) {
    this.#r = r;
    this.#sigma = sigma;
    this.#order = order;
  }

  overGrid({ x, y }: PointGrid): Float64Array {
    const { nodes, weights } = gaussHermiteGrid(this.#order, 2);
    const corrupted = new Float64Array(x.length * y.length * nodes.length);
    let at = 0;
    for (const cleanX of x) {
      for (const cleanY of y) {
        for (let k = 0; k < nodes.length; k += 2) {
          corrupted[at++] = cleanX + this.#sigma * nodes[k];
          corrupted[at++] = cleanY + this.#sigma * nodes[k + 1];
        }
      }
    }
    const reconstructed = this.#r(corrupted);
    const averages = new Float64Array(x.length * y.length);
    at = 0;
    for (let i = 0; i < averages.length; i++) {
      const cleanX = x[Math.floor(i / y.length)];
      const cleanY = y[i % y.length];
      for (const weight of weights) {
        const u = reconstructed[at++] - cleanX;
        const v = reconstructed[at++] - cleanY;
        averages[i] += weight * (u * u + v * v);
      }
    }
    return averages;
  }
}
