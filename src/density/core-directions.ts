import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { GaussianMixture } from "./gaussian-mixture.ts";

/** A mixture in turned coordinates x = Q y: a product of a mixture of few coordinates and of independent Gaussians. */
export interface CoreDirections {
  /** Q, orthogonal, (d, d); its columns are the core's directions, then the others. */
  readonly basis: readonly (readonly number[])[];
  /** The density of the first coordinates; undefined where there are none, for a single Gaussian. */
  readonly core: GaussianMixture | undefined;
  /** Mean and standard deviation of each other coordinate. */
  readonly rest: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
}

/** A direction counts where it is longer than this share of the longest: above rounding, below anything meant. */
const RANK_TOLERANCE = 1e-12;

/**
 * The directions in which a mixture's components differ, split off from those in which all are the same Gaussian.
 *
 * The core is the smallest subspace that holds the differences of means and the ranges of the differences of covariances,
 * and that a common covariance maps into itself. Along it p is a mixture; across it a Gaussian, independent of the
 * rest, whose own axes are taken for coordinates. Three Gaussians of one spherical covariance have a core of two
 * directions in any dimension. The core's coordinates are along the principal axes of the mixture there, in which a thin
 * density is thin along one coordinate.
 */
export function coreDirections(mixture: GaussianMixture): CoreDirections {
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
  inside = alongAxesOf(overall(mixture, means, covariances), inside);
  outside = alongAxesOf(covariances[0], outside);
  const rest = Array.from({ length: outside.columns }, (_, a) => outside.getColumnVector(a));
  return {
    basis: beside(inside, outside).to2DArray(),
    core: inside.columns === 0 ? undefined : marginal(mixture, means, covariances, inside),
    rest: {
      mean: rest.map((direction) => direction.dot(means[0])),
      deviation: rest.map((direction) =>
        Math.sqrt(direction.transpose().mmul(covariances[0]).mmul(direction).get(0, 0)),
      ),
    },
  };
}

/** The covariance of the whole mixture. */
function overall(
  { dim, components }: GaussianMixture,
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
  { components }: GaussianMixture,
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
