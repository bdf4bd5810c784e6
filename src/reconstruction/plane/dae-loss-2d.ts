import type { Density } from "../../density/density.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { denseWorkspace, paddedColumns, placesOf } from "../../numerics/linear-algebra/dense.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { cutTo } from "../../numerics/quadrature/integrate-box.ts";
import { lossOfMissingMass } from "../loss-of-missing-mass.ts";
import { CellCollector } from "./cell-collector-2d.ts";
import { type DensityBoxes2d, densityBoxes2d } from "./density-boxes-2d.ts";
import { axisToCut, DensityCell, POINTS, TAIL, type WeightedCell } from "./density-cell-2d.ts";

/** p counts as zero below exp(-50) = 2e-22 of its maximum. */
const LOG_DROP = 50;
/** A cell with less than exp(-42) = 6e-19 of the mass is left out. */
const NEGLIGIBLE_LOG_MASS = 42;
/** The corruption is cut at this many sigma: exp(-40) of its peak. */
const CUTOFF_IN_SIGMAS = 9;
/** The largest width of the density in units of sigma: the lattice then has 1400 points along an axis. */
const LARGEST_FRACTION = 400;

/** A resolution: lattice points per sigma, the widest cells in units of sigma, and the part of p that may stay unresolved. */
interface Resolution {
  readonly pointsPerSigma: number;
  readonly widest: number;
  readonly tail: number;
}

/**
 * Each resolution is finer than the one before. Two consecutive ones that agree are enough. Between modes the posterior changes from one
 * mode to the other over much less than sigma, which needs more than the first two.
 */
const RESOLUTIONS: readonly Resolution[] = [
  { pointsPerSigma: 2.5, widest: 5, tail: 1000 * TAIL },
  { pointsPerSigma: 3.5, widest: 4.5, tail: TAIL },
  { pointsPerSigma: 5, widest: 4.5, tail: TAIL },
  { pointsPerSigma: 7, widest: 4.5, tail: TAIL },
  { pointsPerSigma: 10, widest: 4.5, tail: TAIL },
];
/** Two consecutive resolutions agree at this relative difference. The error of the finer one is far smaller. */
const AGREEMENT = 1e-11;
/** No lattice with more points than this is tried. */
const LARGEST_LATTICE = 4_000_000;

/**
 * L_DAE(r*) = INT p_sigma tr Cov[clean | corrupted]: the optimal denoiser's loss, for any density in the plane.
 *
 * The mass and moments of the clean point are computed at every point of a lattice, by cubature over cells that resolve p. The
 * corruption's kernel and a cell's rule are both products, so that the sums run over one axis after the other. Over the lattice the
 * trapezoidal rule converges faster than any power, because p_sigma is analytic even where p has walls.
 *
 * @returns the loss; its error estimate is the difference from a coarser lattice with coarser cells, plus rounding, plus the effect of
 *   the parts of p that are not resolved, lie next to kinks, or are left out: see `lossOfMissingMass`
 * @throws InputError where sigma is so small that the lattice would not fit
 */
export function optimalDenoisingLoss2d(density: Density, sigma: number): Estimate {
  const boxes = densityBoxes2d(density, LOG_DROP);
  const widths = boxes.hull.map(([lower, upper]) => upper - lower);
  const smallest = Math.max(...widths) / LARGEST_FRACTION;
  if (sigma < smallest) {
    throw new InputError({
      argument: "sigma",
      allowed: `${smallest} or more for the optimal loss of this density`,
      problem: sigma,
    });
  }
  const [coarsest, ...finer] = RESOLUTIONS;
  let { value } = latticeLoss(density, sigma, boxes, coarsest);
  let errorEstimate = Infinity;
  for (const resolution of finer) {
    const cells = widths.map((width) => (width / sigma + 2 * CUTOFF_IN_SIGMAS) * resolution.pointsPerSigma);
    if (errorEstimate < Infinity && cells[0] * cells[1] > LARGEST_LATTICE) break;
    const finer = latticeLoss(density, sigma, boxes, resolution);
    const difference = Math.abs(finer.value - value);
    value = finer.value;
    const unknown = finer.unresolved + Math.exp(boxes.logOpenMass);
    const missing = lossOfMissingMass(unknown, 2, sigma, Math.max(...widths) / 2);
    errorEstimate = difference + finer.rounding + missing;
    if (difference <= Math.max(AGREEMENT * value, missing)) break;
  }
  return { value, errorEstimate };
}

/** Lattice points along an axis, and the place relative to which the clean point's deviations are taken. */
interface LatticeAxis {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  /** The place, if it is the same for all lattice points; undefined if it is the lattice point itself. */
  readonly reference: number | undefined;
}

/** The error of a loss on a lattice by rounding, and the mass that may or may not exist. */
interface LatticeLoss {
  readonly value: number;
  readonly rounding: number;
  readonly unresolved: number;
}

function latticeLoss(
  density: Density,
  sigma: number,
  { boxes, hull }: DensityBoxes2d,
  resolution: Resolution,
): LatticeLoss {
  const step = sigma / resolution.pointsPerSigma;
  const cutoff = CUTOFF_IN_SIGMAS * sigma;
  const axes = hull.map(([lower, upper]): LatticeAxis => {
    const first = lower - cutoff;
    // Deviations from a point that is as close as possible lose the fewest digits.
    const reference = sigma > (upper - lower) / 8 ? (lower + upper) / 2 : undefined;
    return { first, step, count: Math.ceil((upper + cutoff - first) / step) + 1, reference };
  });
  const moments = new LatticeMoments(sigma, axes[0], axes[1]);
  const collector = new CellCollector(density, sigma, (cell) => moments.add(cell));
  let unresolved = 0;
  const add = (cell: DensityCell): void => {
    if (cell.isMeasured || cell.isUnresolved) unresolved += cell.unresolved;
    collector.add(cell);
  };
  for (const { rough, massError, ...box } of boxes) {
    const parts = cutTo(box, [resolution.widest * sigma, resolution.widest * sigma]);
    for (const part of parts) {
      const cell = new DensityCell(density, part, 0, rough, parts.length === 1 ? massError : undefined);
      if (cell.isMeasured && isSmall(cell, sigma)) add(cell);
      else addResolved(density, cell, resolution.tail, add);
    }
  }
  collector.finish();
  return { ...moments.loss(), unresolved };
}

/** Whether the kernel is nearly a polynomial of low degree on a cell, so that its product with p is as well resolved as p itself. */
function isSmall({ halfWidth, halfHeight }: DensityCell, sigma: number): boolean {
  return 2 * Math.max(halfWidth, halfHeight) <= 1.5 * sigma;
}

/** Adds a cell, which is cut until p is resolved, as far as the cell's mass matters. */
function addResolved(density: Density, cell: DensityCell, tail: number, add: (cell: DensityCell) => void): void {
  const logShare = cell.logPeak + Math.log(4 * cell.halfWidth * cell.halfHeight);
  if (logShare < -NEGLIGIBLE_LOG_MASS) return;
  const axis = cell.rough ? undefined : axisToCut(cell.tails, tail / Math.exp(Math.min(0, logShare)));
  if (axis === undefined) add(cell);
  else for (const half of cell.halvesAlong(axis, density)) addResolved(density, half, tail, add);
}

/** The mass of p_sigma and the moments of the clean point, at every point of a lattice. */
class LatticeMoments {
  readonly #sigma: number;
  readonly #x: LatticeAxis;
  readonly #y: LatticeAxis;
  readonly #mass: Float64Array;
  readonly #xMoment: Float64Array;
  readonly #yMoment: Float64Array;
  /** The second moments: of the squared distance from the reference. */
  readonly #squares: Float64Array;

  constructor(sigma: number, x: LatticeAxis, y: LatticeAxis) {
    [this.#sigma, this.#x, this.#y] = [sigma, x, y];
    [this.#mass, this.#xMoment, this.#yMoment, this.#squares] = [0, 1, 2, 3].map(
      () => new Float64Array(x.count * y.count),
    );
  }

  add(cell: WeightedCell): void {
    const rows = this.#kernels(this.#x, cell.x, cell.halfWidth);
    const columns = this.#kernels(this.#y, cell.y, cell.halfHeight);
    const scale = Math.exp(cell.logPeak);
    const n = columns.count;
    const padded = paddedColumns(n);
    const matrix = POINTS * padded;
    const sizes = [POINTS * POINTS, matrix, matrix, matrix, matrix, 3 * POINTS, 4 * padded];
    const [weights, factor, mass, moment, square, factors, sums, end] = placesOf(sizes);
    const { memory, multiply, addMoments } = denseWorkspace(end);
    for (let k = 0; k < POINTS * POINTS; k++) memory[weights + k] = scale * cell.weights[k];
    // Over y, for every x of the cell: the kernel's mass, moment and second moment at the lattice's columns.
    const alongY = [columns.kernel, columns.moment, columns.square];
    memory.fill(0, factor, mass);
    for (const [k, product] of [mass, moment, square].entries()) {
      for (let j = 0; j < POINTS; j++) memory.set(alongY[k].subarray(j * n, (j + 1) * n), factor + j * padded);
      multiply(weights, POINTS, POINTS, factor, padded, product);
    }
    const lattice = [this.#mass, this.#xMoment, this.#yMoment, this.#squares];
    const alongX = [rows.kernel, rows.moment, rows.square];
    for (let r = 0; r < rows.count; r++) {
      const start = (rows.first + r) * this.#y.count + columns.first;
      for (let k = 0; k < 3; k++) {
        for (let i = 0; i < POINTS; i++) memory[factors + k * POINTS + i] = alongX[k][i * rows.count + r];
      }
      for (let k = 0; k < 4; k++) memory.set(lattice[k].subarray(start, start + n), sums + k * padded);
      addMoments(factors, mass, moment, square, padded, sums);
      for (let k = 0; k < 4; k++) lattice[k].set(memory.subarray(sums + k * padded, sums + k * padded + n), start);
    }
  }

  /** INT p_sigma tr Cov, and the effect of rounding on it. */
  loss(): { value: number; rounding: number } {
    const area = this.#x.step * this.#y.step;
    const columns = this.#y.count;
    let [value, magnitude] = [0, 0];
    for (let row = 0; row < this.#x.count; row++) {
      // Rows have sums of their own: over a million equal terms, the rounding of one sum would add up.
      let [rowValue, rowMagnitude] = [0, 0];
      for (let k = row * columns; k < (row + 1) * columns; k++) {
        const mass = this.#mass[k];
        if (!(mass > 0)) continue;
        const shift = (this.#xMoment[k] ** 2 + this.#yMoment[k] ** 2) / mass;
        rowValue += this.#squares[k] - shift;
        rowMagnitude += this.#squares[k] + shift;
      }
      value += rowValue;
      magnitude += rowMagnitude;
    }
    const rounding = (16 + this.#x.count + columns) * Number.EPSILON;
    return { value: area * value, rounding: area * rounding * magnitude };
  }

  /**
   * The noise's Gaussian kernel around a cell's nodes, at the lattice points within the cut-off, (16, count); and the kernel times deviations.
   */
  #kernels(
    { first, step, count, reference }: LatticeAxis,
    center: number,
    half: number,
  ): { first: number; count: number; kernel: Float64Array; moment: Float64Array; square: Float64Array } {
    const { nodes } = gaussLegendre(POINTS);
    const cutoff = CUTOFF_IN_SIGMAS * this.#sigma;
    const start = Math.max(0, Math.ceil((center - half - cutoff - first) / step));
    const end = Math.min(count - 1, Math.floor((center + half + cutoff - first) / step));
    const n = end - start + 1;
    const [kernel, moment, square] = [0, 1, 2].map(() => new Float64Array(POINTS * n));
    const peak = 1 / (this.#sigma * Math.sqrt(2 * Math.PI));
    nodes.forEach((t, i) => {
      for (let k = 0; k < n; k++) {
        const at = first + (start + k) * step;
        const offset = center - at + half * t;
        const deviation = reference === undefined ? offset : center - reference + half * t;
        const value = peak * Math.exp(-0.5 * (offset / this.#sigma) ** 2);
        kernel[i * n + k] = value;
        moment[i * n + k] = value * deviation;
        square[i * n + k] = value * deviation * deviation;
      }
    });
    return { first: start, count: n, kernel, moment, square };
  }
}
