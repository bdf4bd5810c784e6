import { type GaussianComponent, GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../numerics/random/random.ts";
import type { IndependentGaussians } from "../../reconstruction/any-dimension/product-optimum.ts";
import { Average } from "./average.ts";
import { threeBumps, twoClouds } from "./densities.ts";
import { rememberedFor } from "./remembered.ts";

/** A mixture on which claims are measured, with averages over the mixture by quadrature. */
export interface MixtureCase {
  /** The name in reports, such as "mixture, d = 3". */
  readonly name: string;
  readonly density: GaussianMixture;
  /** The directions of the axes before the coordinates were mixed: the columns of an orthogonal matrix, shape (d, d). */
  readonly basis: readonly (readonly number[])[];
  /** Above two dimensions: the density along the first two directions, and the independent Gaussians along the others. */
  readonly factors?: { readonly plane: GaussianMixture; readonly rest: IndependentGaussians };
  /** The average over p, or over p_σ. */
  average(sigma?: number): Average;
}

/** The least variance of a component of the mixture in the plane. */
const LEAST_VARIANCE = 0.37;
/** The spacing of the lattice: a third of the least standard deviation. */
const STEP = 0.2;
/** The spacing on the line, where nodes are cheap. */
const LINE_STEP = 0.03;
/**
 * Averages over p itself leave out nodes where p is below this fraction of its maximum. They are averages of contractive optima, and
 * solving for these costs the more the farther out the nodes are.
 */
const NEGLIGIBLE = 1e-10;
/** The lattice ends where p is exp(-40) = 4e-18 times its maximum. */
const LOG_DROP = 40;

/**
 * Three Gaussians on the line, two in the plane, and mixtures in R^3 and R^10 that are made from those in the plane. The other
 * d − 2 coordinates are independent Gaussians, and an orthogonal matrix mixes all coordinates, so that every covariance is full.
 * Functions that are averaged over these mixtures must be polynomials of degree 2 at most in the other coordinates. Functions of
 * second degree in r* and x are.
 */
export const mixtureCases: readonly MixtureCase[] = casesOf("mixture", threeBumps(), twoClouds());

/** One Gaussian in the same dimensions. */
export const gaussianCases: readonly MixtureCase[] = casesOf(
  "Gaussian data",
  new GaussianMixture([{ weight: 1, mean: [0.5], covariance: [[0.64]] }]),
  new GaussianMixture([
    {
      weight: 1,
      mean: [0.5, -0.2],
      covariance: [
        [0.6, 0.1],
        [0.1, 0.45],
      ],
    },
  ]),
);

function casesOf(name: string, line: GaussianMixture, plane: GaussianMixture): MixtureCase[] {
  return [
    { name: `${name}, d = 1`, density: line, basis: [[1]], average: (sigma) => onLattice(line, LINE_STEP, sigma) },
    {
      name: `${name}, d = 2`,
      density: plane,
      basis: [
        [1, 0],
        [0, 1],
      ],
      average: (sigma) => onLattice(plane, STEP, sigma),
    },
    ...[3, 10].map((dim) => rotatedCase(`${name}, d = ${dim}`, dim, plane)),
  ];
}

function rotatedCase(name: string, dim: number, plane: GaussianMixture): MixtureCase {
  const rest = gaussianOfTheRest(dim - 2);
  const basis = orthogonal(dim);
  return {
    name,
    density: new GaussianMixture(plane.components.map((component) => rotated(beside(component, rest), basis))),
    basis,
    factors: { plane, rest },
    average: (sigma) =>
      onLattice(plane, STEP, sigma)
        .times(gaussianRule(rest, sigma ?? 0))
        .rotated(basis),
  };
}

/** Three Gaussians with unrelated full covariances, in any dimension. No variance is below 0.25. The mixture is made once. */
export const unrelatedGaussians: (dim: number) => GaussianMixture = rememberedFor((dim) => {
  const rng = createRng(dim);
  return new GaussianMixture(
    [0.5, 0.3, 0.2].map((weight) => {
      const rows = Array.from({ length: dim }, () => normals(rng, dim));
      return {
        weight,
        mean: [...normals(rng, dim)],
        covariance: rows.map((a, i) =>
          rows.map((b, j) => (i === j ? 0.25 : 0) + a.reduce((sum, value, k) => sum + (value * b[k]) / (2 * dim), 0)),
        ),
      };
    }),
  );
});

/** One Gaussian with a full covariance. */
export function oneGaussian(dim: number): GaussianMixture {
  const [{ mean, covariance }] = unrelatedGaussians(dim).components;
  return new GaussianMixture([{ weight: 1, mean, covariance }]);
}

/** The independent Gaussians along the other directions, which are all different. */
function gaussianOfTheRest(dim: number): IndependentGaussians {
  return {
    mean: Array.from({ length: dim }, (_, k) => 0.3 * Math.cos(k)),
    standardDeviation: Array.from({ length: dim }, (_, k) => 0.6 + 0.08 * k),
  };
}

/** The symmetric orthogonal matrix of the sine transform, which is not sparse. */
function orthogonal(dim: number): number[][] {
  const sine = (i: number, j: number): number =>
    Math.sqrt(2 / (dim + 1)) * Math.sin((Math.PI * (i + 1) * (j + 1)) / (dim + 1));
  return Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => sine(i, j)));
}

/** The product of a component in the plane and independent Gaussians along the other directions. */
function beside(component: GaussianComponent, { mean, standardDeviation }: IndependentGaussians): GaussianComponent {
  const dim = 2 + mean.length;
  const entry = (i: number, j: number): number => {
    if (i < 2 && j < 2) return component.covariance[i][j];
    return i === j ? standardDeviation[i - 2] ** 2 : 0;
  };
  return {
    weight: component.weight,
    mean: [...component.mean, ...mean],
    covariance: Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => entry(i, j))),
  };
}

/** A component in new coordinates, with the mean Q mean and the covariance Q covariance Q^T. */
function rotated({ weight, mean, covariance }: GaussianComponent, q: readonly number[][]): GaussianComponent {
  const times = (row: readonly number[], column: readonly number[]): number =>
    row.reduce((sum, value, k) => sum + value * column[k], 0);
  const half = q.map((row) => covariance.map((column) => times(row, column)));
  return {
    weight,
    mean: q.map((row) => times(row, mean)),
    covariance: q.map((_, i) => q.map((_, j) => times(half[Math.max(i, j)], q[Math.min(i, j)]))),
  };
}

/** The average over a mixture, or over the mixture blurred by noise. As p_σ is smoother, its lattice has a larger spacing. */
function onLattice(density: GaussianMixture, sharpStep: number, sigma = 0): Average {
  const step = sharpStep * Math.sqrt(1 + sigma ** 2 / LEAST_VARIANCE);
  if (sigma === 0) return Average.onLattice(density, density.effectiveSupport(LOG_DROP), step, NEGLIGIBLE);
  const blurred = density.smoothed(sigma);
  return Average.onLattice(blurred, blurred.effectiveSupport(LOG_DROP), step);
}

/**
 * d + 1 equally weighted points with the mean and the covariance of a Gaussian with d independent coordinates. They are the corners
 * of a regular simplex. Averages of polynomials of degree 2 are exact.
 */
function gaussianRule({ mean, standardDeviation }: IndependentGaussians, sigma: number): number[][] {
  const corners = mean.length + 1;
  return Array.from({ length: corners }, (_, corner) =>
    mean.map((center, k) => {
      const unit = Math.SQRT2 * Math.cos((Math.PI * (corner + 0.5) * (k + 1)) / corners);
      return center + Math.hypot(standardDeviation[k], sigma) * unit;
    }),
  );
}
