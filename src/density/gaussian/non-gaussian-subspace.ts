import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import { GaussianMixture } from "./gaussian-mixture.ts";

/** A mixture in rotated coordinates x = Q y: a product of a mixture of few coordinates and of independent Gaussians. */
export interface CoreDirections {
  /** Q, orthogonal, (d, d); its columns are the core's directions, then the others. */
  readonly basis: readonly (readonly number[])[];
  /** The density of the first coordinates; undefined where there are none, for a single Gaussian. */
  readonly core: GaussianMixture | undefined;
  /** Mean and standard deviation of each other coordinate. */
  readonly rest: { readonly mean: readonly number[]; readonly standardDeviation: readonly number[] };
  /** The largest neglected difference between components, in standard deviations of the directions that it changes. */
  readonly neglected: number;
  /**
   * The rounding of variances by the rotation Q, relative to the smallest variance: a mixture that is thin along no axis loses
   * digits.
   */
  readonly rounding: number;
  /** The smallest standard deviation of any component, along the thinnest of the directions. */
  readonly smallestDeviation: number;
  /** The extent of the mixture from the origin: 8 standard deviations beyond the means. */
  readonly extent: number;
}

/** A direction counts if its length is above this fraction of the longest one: above rounding, and below any intended difference. */
const RANK_TOLERANCE = 1e-12;
/** The largest difference that may be neglected, in standard deviations, unless it may be rounding. */
const NEGLIGIBLE = 1e-8;
const ROUNDING_MARGIN = 8;
/** The number of standard deviations within which p is above 1e-12 of its maximum. */
const EXTENT_IN_DEVIATIONS = 8;

/**
 * Separates the directions in which a mixture's components differ from those in which all are the same Gaussian.
 *
 * The core is the smallest subspace that holds the differences of means and the ranges of the differences of covariances,
 * and that a common covariance maps into itself. Along the core, p is a mixture. Across it, p is a Gaussian that is independent of
 * the core, and its own axes serve as coordinates. Three Gaussians of one spherical covariance have a core of two
 * directions in any dimension. The core's coordinates are along the principal axes of the mixture there, in which a thin
 * density is thin along one coordinate.
 */
export function nonGaussianSubspace(mixture: Pick<GaussianMixture, "dim" | "components">): CoreDirections {
  const { dim, components } = mixture;
  const means = components.map(({ mean }) => Matrix.columnVector([...mean]));
  const covariances = components.map(({ covariance }) => new Matrix(covariance.map((row) => [...row])));
  const variance = Math.max(...covariances.map((covariance) => Math.max(...covariance.diagonal())));
  const common = Matrix.mul(covariances[0], 1 / variance);
  const differences = [
    ...means.map((mean) => Matrix.sub(mean, means[0]).mul(1 / Math.sqrt(variance))),
    ...covariances.map((covariance) => Matrix.mul(covariance, 1 / variance).sub(common)),
  ];
  let { inside, outside } = split(differences.reduce(beside), dim);
  for (;;) {
    const image = split(beside(inside, common.mmul(inside)), dim);
    if (image.inside.columns === inside.columns) break;
    ({ inside, outside } = image);
  }
  const divided = divide(mixture, means, covariances, inside, outside);
  const negligible = Math.max(NEGLIGIBLE, ROUNDING_MARGIN * divided.rounding);
  if (divided.neglected <= negligible) return divided;
  // A difference that is small relative to the whole mixture may be large relative to a thin direction.
  const all = split(Matrix.eye(dim), dim);
  return divide(mixture, means, covariances, all.inside, all.outside);
}

/** The mixture in the coordinates of these two spans, along their axes. */
function divide(
  mixture: Pick<GaussianMixture, "dim" | "components">,
  means: readonly Matrix[],
  covariances: readonly Matrix[],
  spanInside: Matrix,
  spanOutside: Matrix,
): CoreDirections {
  const inside = alongAxesOf(overall(mixture, means, covariances), spanInside);
  const outside = alongAxesOf(covariances[0], spanOutside);
  const basis = beside(inside, outside);
  const turned = covariances.map((covariance) => basis.transpose().mmul(covariance).mmul(basis));
  const centers = means.map((mean) => basis.transpose().mmul(mean));
  const coreDim = inside.columns;
  const rest = Array.from({ length: outside.columns }, (_, a) => coreDim + a);
  return {
    basis: basis.to2DArray(),
    core: coreDim === 0 ? undefined : marginal(mixture, means, covariances, inside),
    rest: {
      mean: rest.map((a) => centers[0].get(a, 0)),
      standardDeviation: rest.map((a) => Math.sqrt(turned[0].get(a, a))),
    },
    neglected: neglectedIn(turned, centers, coreDim),
    rounding: roundingOf(covariances, basis, turned),
    smallestDeviation: Math.min(...smallestDeviations(turned)),
    extent: Math.max(...means.map((mean, k) => mean.norm() + EXTENT_IN_DEVIATIONS * Math.sqrt(covariances[k].trace()))),
  };
}

/** The largest difference between components outside of the core, and coupling to it, in standard deviations. */
function neglectedIn(covariances: readonly Matrix[], means: readonly Matrix[], coreDim: number): number {
  const scale = smallestDeviations(covariances);
  let largest = 0;
  for (let a = coreDim; a < scale.length; a++) {
    for (const [k, covariance] of covariances.entries()) {
      largest = Math.max(largest, Math.abs(means[k].get(a, 0) - means[0].get(a, 0)) / scale[a]);
      for (let b = 0; b < scale.length; b++) {
        const expected = a === b ? covariances[0].get(a, a) : 0;
        largest = Math.max(largest, Math.abs(covariance.get(a, b) - expected) / scale[a] / scale[b]);
      }
    }
  }
  return largest;
}

/** Rounding of Q^T C Q, a sum of d^2 products with the last digits of C, relative to the variances that it changes. */
function roundingOf(covariances: readonly Matrix[], basis: Matrix, turned: readonly Matrix[]): number {
  const scale = smallestDeviations(turned);
  const sizes = Matrix.abs(basis);
  let largest = 0;
  for (const covariance of covariances) {
    const products = sizes.transpose().mmul(Matrix.abs(covariance)).mmul(sizes);
    for (let a = 0; a < scale.length; a++) {
      for (let b = 0; b < scale.length; b++) {
        largest = Math.max(largest, products.get(a, b) / scale[a] / scale[b]);
      }
    }
  }
  return 4 * scale.length * UNIT_ROUNDOFF * largest;
}

/** The smallest standard deviation of any component along each axis. */
function smallestDeviations(covariances: readonly Matrix[]): number[] {
  return range(0, covariances[0].rows).map((a) => Math.sqrt(Math.min(...covariances.map((one) => one.get(a, a)))));
}

/** The covariance of the whole mixture. */
function overall(
  { dim, components }: Pick<GaussianMixture, "dim" | "components">,
  means: readonly Matrix[],
  covariances: readonly Matrix[],
): Matrix {
  const mean = Matrix.zeros(dim, 1);
  const covariance = Matrix.zeros(dim, dim);
  components.forEach(({ weight }, k) => {
    mean.add(Matrix.mul(means[k], weight));
  });
  components.forEach(({ weight }, k) => {
    const offset = Matrix.sub(means[k], mean);
    covariance.add(Matrix.add(covariances[k], offset.mmul(offset.transpose())).mul(weight));
  });
  return covariance;
}

/** Another orthonormal basis of the same span: the principal axes of a covariance within it. */
function alongAxesOf(covariance: Matrix, basis: Matrix): Matrix {
  if (basis.columns === 0) return basis;
  const within = basis.transpose().mmul(covariance).mmul(basis);
  return basis.mmul(new EigenvalueDecomposition(within, { assumeSymmetric: true }).eigenvectorMatrix);
}

/** The density of the coordinates along the columns of `directions`. */
function marginal(
  { components }: Pick<GaussianMixture, "components">,
  means: readonly Matrix[],
  covariances: readonly Matrix[],
  directions: Matrix,
): GaussianMixture {
  const along = directions.transpose();
  return new GaussianMixture(
    components.map(({ weight }, k) => {
      const covariance = along.mmul(covariances[k]).mmul(directions);
      // Symmetric to the last digit, which a product of three matrices is not.
      covariance.add(covariance.transpose()).mul(0.5);
      return { weight, mean: along.mmul(means[k]).to1DArray(), covariance: covariance.to2DArray() };
    }),
  );
}

/** Orthonormal bases of the span of the columns and of what is perpendicular to it. */
function split(columns: Matrix, dim: number): { inside: Matrix; outside: Matrix } {
  // With columns of zeros there are at least d, and so d left singular vectors.
  const padded = beside(columns, Matrix.zeros(dim, dim));
  const { leftSingularVectors, diagonal } = new SingularValueDecomposition(padded, { autoTranspose: true });
  const rank = diagonal.filter((value) => value > RANK_TOLERANCE * Math.max(1, diagonal[0])).length;
  return {
    inside: leftSingularVectors.subMatrixColumn(range(0, rank)),
    outside: leftSingularVectors.subMatrixColumn(range(rank, dim)),
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function beside(left: Matrix, right: Matrix): Matrix {
  const both = Matrix.zeros(left.rows, left.columns + right.columns);
  return both.setSubMatrix(left, 0, 0).setSubMatrix(right, 0, left.columns);
}
