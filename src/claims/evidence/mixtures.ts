import { threeBumps } from "../../density/examples/three-bumps.ts";
import { twoClouds } from "../../density/examples/two-clouds.ts";
import { type GaussianComponent, GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../numerics/random/random.ts";
import type { IndependentGaussians } from "../../reconstruction/any-dimension/product-optimum.ts";
import { Average } from "./average.ts";

/** A mixture to measure claims on, with averages over it by quadrature. */
export interface MixtureCase {
  /** "mixture, d = 3". */
  readonly name: string;
  readonly density: GaussianMixture;
  /** The directions of the axes before the coordinates were mixed, shape (d, d): the columns of an orthogonal matrix. */
  readonly basis: readonly (readonly number[])[];
  /** Above two dimensions: the density of the first two directions, and what is independent of it along the others. */
  readonly factors?: { readonly plane: GaussianMixture; readonly rest: IndependentGaussians };
  /** Averages over p, or over p_σ. */
  average(sigma?: number): Average;
}

/** The variance of the mixture in the plane where it is narrowest. */
const LEAST_VARIANCE = 0.37;
/** Distance of the lattice's nodes: a third of the standard deviation there. */
const STEP = 0.2;
/** The same on the line, where nodes cost nothing. */
const LINE_STEP = 0.03;
/**
 * Averages over p itself, which are taken of contractive optima, leave out nodes where p is below this share of its
 * maximum: those are solved for where they are asked for, at a cost that grows with how far out that is.
 */
const NEGLIGIBLE = 1e-10;
/** The lattice ends where p is exp(-40) of its maximum, 4e-18. */
const LOG_DROP = 40;

/**
 * Three Gaussians on the line, two in the plane, and the same two turned into R^3 and R^10: independent of the plane,
 * each of the other d − 2 directions is Gaussian, and an orthogonal matrix mixes all coordinates, so that every
 * covariance is full. What is averaged over them must be a polynomial of degree 2 at most in those other directions, as
 * everything is that is of second degree in r* and x.
 */
export const mixtureCases: readonly MixtureCase[] = casesOf("mixture", threeBumps(), twoClouds());

/** One Gaussian, in the same way. */
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
    ...[3, 10].map((dim) => turnedCase(`${name}, d = ${dim}`, dim, plane)),
  ];
}

function turnedCase(name: string, dim: number, plane: GaussianMixture): MixtureCase {
  const rest = gaussianOfTheRest(dim - 2);
  const basis = orthogonal(dim);
  return {
    name,
    density: new GaussianMixture(plane.components.map((component) => turned(besides(component, rest), basis))),
    basis,
    factors: { plane, rest },
    average: (sigma) =>
      onLattice(plane, STEP, sigma)
        .times(gaussianRule(rest, sigma ?? 0))
        .turned(basis),
  };
}

/** Three Gaussians with full covariances that have nothing in common, in any dimension; no variance is below 0.25. */
export function unrelatedGaussians(dim: number): GaussianMixture {
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
}

/** One Gaussian with a full covariance. */
export function oneGaussian(dim: number): GaussianMixture {
  const [{ mean, covariance }] = unrelatedGaussians(dim).components;
  return new GaussianMixture([{ weight: 1, mean, covariance }]);
}

/** What the other directions hold: independent Gaussians, all different. */
function gaussianOfTheRest(dim: number): IndependentGaussians {
  return {
    mean: Array.from({ length: dim }, (_, k) => 0.3 * Math.cos(k)),
    standardDeviation: Array.from({ length: dim }, (_, k) => 0.6 + 0.08 * k),
  };
}

/** The symmetric orthogonal matrix of the sine transform, whose rows are all but sparse. */
function orthogonal(dim: number): number[][] {
  const sine = (i: number, j: number): number =>
    Math.sqrt(2 / (dim + 1)) * Math.sin((Math.PI * (i + 1) * (j + 1)) / (dim + 1));
  return Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => sine(i, j)));
}

/** The component of the plane beside the independent Gaussians of the rest. */
function besides(component: GaussianComponent, { mean, standardDeviation }: IndependentGaussians): GaussianComponent {
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

/** The component in new coordinates: Q mean, Q covariance Q^T. */
function turned({ weight, mean, covariance }: GaussianComponent, q: readonly number[][]): GaussianComponent {
  const times = (row: readonly number[], column: readonly number[]): number =>
    row.reduce((sum, value, k) => sum + value * column[k], 0);
  const half = q.map((row) => covariance.map((column) => times(row, column)));
  return {
    weight,
    mean: q.map((row) => times(row, mean)),
    covariance: q.map((_, i) => q.map((_, j) => times(half[Math.max(i, j)], q[Math.min(i, j)]))),
  };
}

/** Averages over a mixture, or over it blurred by noise, for which the lattice may be as much wider as p_σ is smoother. */
function onLattice(density: GaussianMixture, sharpStep: number, sigma = 0): Average {
  const step = sharpStep * Math.sqrt(1 + sigma ** 2 / LEAST_VARIANCE);
  if (sigma === 0) return Average.onLattice(density, density.effectiveSupport(LOG_DROP), step, NEGLIGIBLE);
  const blurred = density.smoothed(sigma);
  return Average.onLattice(blurred, blurred.effectiveSupport(LOG_DROP), step);
}

/**
 * d + 1 equally weighted points with the mean and the covariance of a Gaussian with d independent coordinates, at the
 * corners of a regular simplex: averages of polynomials of degree 2 are exact.
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
