import { linspace } from "../numerics/approximation/grid.ts";
import type { Estimate } from "../numerics/estimate.ts";
import {
  absoluteMonomialIntegral,
  type MonomialDomain,
  monomialIntegral,
  quadraticFormIntegral,
} from "../numerics/quadrature/ball-integrals.ts";
import { integrate } from "../numerics/quadrature/integrate.ts";
import { integrateBall } from "../numerics/quadrature/integrate-ball.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { check, report } from "./evidence/evidence.ts";

/** The formulas that I1 is about. Tests pass broken ones. */
export interface BallFormulas {
  /** INT prod |x_j|^{a_j} over a ball or a sphere. */
  absoluteMonomial(powers: readonly number[], domain: MonomialDomain): number;
  /** INT prod x_j^{a_j}. */
  monomial(powers: readonly number[], domain: MonomialDomain): number;
  /** INT x^T A x over a ball. */
  quadraticForm(matrix: readonly (readonly number[])[], radius: number): number;
}

/** The formulas of the appendix. */
export const realFormulas: BallFormulas = {
  absoluteMonomial: absoluteMonomialIntegral,
  monomial: monomialIntegral,
  quadraticForm: quadraticFormIntegral,
};

/** Powers in 1 to 10 dimensions. Some are integers, some are not, and some are zero. */
const POWERS: readonly (readonly number[])[] = [
  [2.5],
  [0, 0],
  [2, 1],
  [1, 0.5, 3],
  [4, 0, 2, 1.5],
  [0.7, 3, 0, 2, 1, 4.4],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [2, 0.5, 4, 1, 0, 3, 1.5, 2, 0, 6],
];
const RADIUS = 0.6;
/** Powers of signed monomials, with and without odd powers. */
const SIGNED: readonly (readonly number[])[] = [[3], [1, 1], [2, 4], [1, 2, 0], [2, 0, 2], [1, 1, 2]];
/** The relative rounding error of products of ten Gamma functions. */
const ROUNDING = 64 * Number.EPSILON;
/** The end of integrals over t: t^30 exp(-t²) is 1e-30 here, which is 1e-40 of its integral. */
const END_OF_GAUSSIAN = 12;

const about: ClaimStatement = {
  id: "i1",
  title: "Integrals over balls and spheres",
  statement:
    "∫ ∏|x_j|^a_j over |x| ≤ δ is δ^(d+Σa) ∏ Γ((a_j+1)/2) / Γ(1+(d+Σa)/2), over |x| = δ it is 2 δ^(d−1+Σa) ∏ Γ((a_j+1)/2) / Γ((d+Σa)/2); signed monomials vanish unless all a_j are even; ∫ b·x = 0 and ∫ xᵀA x = V_d δ^(d+2) tr A / (d+2).",
  hypotheses: "a_j ≥ 0, δ > 0.",
  source: "the appendix's integrals",
  stem: "i1-ball-integrals",
  chapter: "06-local-moments",
};

/** I1: integrals of monomials over balls and spheres in up to 10 dimensions, and the linear and quadratic forms that M1 uses. */
export const i1: Claim<BallFormulas> = {
  ...about,
  verify(formulas: BallFormulas = realFormulas): ClaimReport {
    return report(
      about,
      [
        ...POWERS.map((powers) => slicingCheck(formulas, powers)),
        ...POWERS.filter(({ length }) => length > 1).map((powers) => angleCheck(formulas, powers)),
        ...POWERS.map((powers) => gaussianCheck(formulas, powers)),
        ...SIGNED.map((powers) => cubatureCheck(formulas, powers)),
        ...[2, 3].flatMap((dim) => formChecks(formulas, dim)),
        ...[4, 7, 10].map((dim) => quadraticFormCheck(formulas, dim)),
      ],
      [],
    );
  },
};

/** Checks the ball by slices. The slice x_d = y is a ball of radius √(δ² − y²) in one dimension less. */
function slicingCheck(formulas: BallFormulas, powers: readonly number[]): Check {
  return relativeCheck(
    `over the ball of radius ${RADIUS}, slice by slice, ${named(powers)}`,
    formulas.absoluteMonomial(powers, { radius: RADIUS }),
    bySlices(powers, RADIUS),
  );
}

/** Checks the sphere by its angles. With x_d = δ cos θ, the other coordinates are on a sphere of radius δ sin θ. */
function angleCheck(formulas: BallFormulas, powers: readonly number[]): Check {
  const factors = powers.slice(1).map((power, j) => {
    const below = powers.slice(0, j + 1).reduce((sum, a) => sum + a, j);
    return line((angle) => Math.cos(angle) ** power * Math.sin(angle) ** below, Math.PI / 2);
  });
  // The unit sphere of the line has two points, and each angle covers two quarters of a circle.
  const onUnitSphere = product(factors.map(({ value, errorEstimate }) => scaled({ value, errorEstimate }, 2)));
  const degree = powers.reduce((sum, a) => sum + a, powers.length - 1);
  return relativeCheck(
    `over the sphere of radius ${RADIUS}, angle by angle, ${named(powers)}`,
    formulas.absoluteMonomial(powers, { sphere: true, radius: RADIUS }),
    scaled(onUnitSphere, 2 * RADIUS ** degree),
  );
}

/**
 * Checks the derivation of the appendix. INT over R^d of the monomial times exp(-|x|²) is a product of integrals over lines. It is
 * also the integral over the sphere times an integral over the radius.
 */
function gaussianCheck(formulas: BallFormulas, powers: readonly number[]): Check {
  const degree = powers.reduce((sum, a) => sum + a, powers.length);
  const alongLines = product(powers.map((power) => scaled(gaussianMoment(power), 2)));
  const alongRadius = gaussianMoment(degree - 1);
  return relativeCheck(
    `∫ of it times exp(−|x|²) by lines, against sphere times radius, ${named(powers)}`,
    formulas.absoluteMonomial(powers, { sphere: true }) * alongRadius.value,
    { value: alongLines.value, errorEstimate: alongLines.errorEstimate + relative(alongRadius) * alongLines.value },
  );
}

/** Checks signed monomials over the ball by adaptive cubature in all dimensions at once. */
function cubatureCheck(formulas: BallFormulas, powers: readonly number[]): Check {
  const dim = powers.length;
  const cubature = overBall(dim, (x) => powers.reduce((value, power, j) => value * x[j] ** power, 1));
  return check({
    name: `∫ x^(${powers.join(", ")}) over the ball of radius ${RADIUS}, by cubature`,
    predicted: formulas.monomial(powers, { radius: RADIUS }),
    measured: cubature.value,
    tolerance: cubature.errorEstimate + ROUNDING * RADIUS ** dim,
    toleranceReason: "the stated error of the cubature; rounding of the formula",
  });
}

/** Checks the integrals that M1 uses, ∫ b·x and ∫ xᵀA x, by cubature. The matrix is not symmetric. */
function formChecks(formulas: BallFormulas, dim: number): Check[] {
  const matrix = exampleMatrix(dim);
  const unit = (axis: number): number[] => Array.from({ length: dim }, (_, j) => (j === axis ? 1 : 0));
  const linear = overBall(dim, (x) => matrix[0].reduce((sum, b, j) => sum + b * x[j], 0));
  const quadratic = overBall(dim, (x) => quadraticForm(matrix, x));
  return [
    check({
      name: `∫ b·x over the ball of radius ${RADIUS}, d = ${dim}, by cubature`,
      predicted: matrix[0].reduce((sum, b, j) => sum + b * formulas.monomial(unit(j), { radius: RADIUS }), 0),
      measured: linear.value,
      tolerance: linear.errorEstimate + ROUNDING,
      toleranceReason: "the stated error of the cubature; rounding",
    }),
    check({
      name: `∫ xᵀA x over the ball of radius ${RADIUS} against V_d δ^(d+2) tr A / (d+2), d = ${dim}, by cubature`,
      predicted: formulas.quadraticForm(matrix, RADIUS),
      measured: quadratic.value,
      tolerance: quadratic.errorEstimate + ROUNDING,
      toleranceReason: "the stated error of the cubature; rounding of the formula",
    }),
  ];
}

/** Checks ∫ xᵀA x in more dimensions: by slices for each x_j². The products x_i x_j with i ≠ j are odd and vanish. */
function quadraticFormCheck(formulas: BallFormulas, dim: number): Check {
  const matrix = exampleMatrix(dim);
  const squares = matrix.map((row, axis) => {
    const powers = row.map((_, j) => (j === axis ? 2 : 0));
    return scaled(bySlices(powers, RADIUS), row[axis]);
  });
  const sum = {
    value: squares.reduce((total, { value }) => total + value, 0),
    errorEstimate: squares.reduce((total, { errorEstimate }) => total + errorEstimate, 0),
  };
  return relativeCheck(
    `∫ xᵀA x over the ball of radius ${RADIUS}, slice by slice, d = ${dim}`,
    formulas.quadraticForm(matrix, RADIUS),
    sum,
  );
}

function relativeCheck(name: string, predicted: number, { value, errorEstimate }: Estimate): Check {
  return check({
    name,
    predicted,
    measured: value,
    tolerance: errorEstimate + ROUNDING * Math.abs(predicted),
    toleranceReason: "the stated errors of the quadratures; rounding of the formula",
  });
}

function bySlices(powers: readonly number[], radius: number): Estimate {
  const factors = powers.map((power, j) => {
    // With y = sin t, the integral over the slice is cos(t)^degree times that over the slice at y = 0.
    const below = powers.slice(0, j).reduce((sum, a) => sum + a, j);
    return scaled(
      line((angle) => Math.sin(angle) ** power * Math.cos(angle) ** (below + 1), Math.PI / 2),
      2,
    );
  });
  return scaled(product(factors), radius ** powers.reduce((sum, a) => sum + a, powers.length));
}

/** ∫ t^power exp(−t²) over t > 0. */
function gaussianMoment(power: number): Estimate {
  return line((t) => t ** power * Math.exp(-(t ** 2)), END_OF_GAUSSIAN);
}

/** ∫ f from 0 to an end. */
function line(f: (t: number) => number, end: number): Estimate {
  return integrate((points) => points.map(f), linspace(0, end, 9));
}

/** ∫ f over the ball of radius 0.6, by adaptive cubature. */
function overBall(dim: number, f: (x: Float64Array) => number): Estimate {
  const everywhere = Array.from({ length: dim }, () => [-Infinity, Infinity] as const);
  return integrateBall(
    (points) =>
      Float64Array.from({ length: points.length / dim }, (_, i) => f(points.subarray(i * dim, (i + 1) * dim))),
    new Float64Array(dim),
    RADIUS,
    everywhere,
    RADIUS ** dim,
  );
}

/** The product of estimates, with their relative errors added. */
function product(factors: readonly Estimate[]): Estimate {
  const value = factors.reduce((all, factor) => all * factor.value, 1);
  return { value, errorEstimate: value * factors.reduce((sum, factor) => sum + relative(factor), 0) };
}

function scaled({ value, errorEstimate }: Estimate, factor: number): Estimate {
  return { value: factor * value, errorEstimate: Math.abs(factor) * errorEstimate };
}

function relative({ value, errorEstimate }: Estimate): number {
  return errorEstimate / Math.abs(value);
}

/** A matrix that is not symmetric and whose entries are all different. */
function exampleMatrix(dim: number): number[][] {
  return Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => 1 / (1 + i + 2 * j)));
}

function quadraticForm(matrix: readonly (readonly number[])[], x: Float64Array): number {
  return matrix.reduce((sum, row, i) => sum + x[i] * row.reduce((inner, entry, j) => inner + entry * x[j], 0), 0);
}

function named(powers: readonly number[]): string {
  return `a = (${powers.join(", ")})`;
}
