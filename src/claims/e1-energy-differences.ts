import { inverse, Matrix } from "ml-matrix";
import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { checkPositive } from "../numerics/check.ts";
import { rowDistances } from "../numerics/linear-algebra/vectors.ts";
import { gaussLegendre } from "../numerics/quadrature/gauss-legendre.ts";
import { largestSize, maximum } from "../numerics/sorting/maximum.ts";
import type { IsotropicReconstruction, OptimalReconstruction } from "../reconstruction/reconstruction.ts";
import {
  type EnergyDifference,
  exactDifference,
  firstOrderDifference,
  pathDifference,
  smoothedDifference,
} from "../sampling/energy/energy-difference.ts";
import { gaussLegendreRule, midpointRule, trapezoidRule } from "../sampling/energy/path-rule.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport, OrderFit } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { draws, pairsOfDraws, rootMeanSquare } from "./evidence/draws.ts";
import { check, fitOrder, report } from "./evidence/evidence.ts";
import { gaussianCases, type MixtureCase, mixtureCases } from "./evidence/mixtures.ts";
import { numericalOptima, type Optima } from "./evidence/optima.ts";
import { type OrderCase, orderCases } from "./evidence/order-cases.ts";

/** The parts of E1: reconstructions, and the two rules for an energy difference. */
export interface EnergyDifferences {
  readonly optima: Optima;
  readonly firstOrder: typeof firstOrderDifference;
  readonly path: typeof pathDifference;
}

export const energyDifferences: EnergyDifferences = {
  optima: numericalOptima,
  firstOrder: firstOrderDifference,
  path: pathDifference,
};

/** The σ of the exact statements, and of the orders in the length of the step. */
const SIGMA = 0.5;
/** Two rules whose error on segments between draws is rounding only. Their difference confirms this. */
const FINE = gaussLegendreRule(64);
const COARSE = gaussLegendreRule(48);
/**
 * The step lengths of the fits. They are so short that the next power changes the order by less than 0.05, and so long that
 * rounding does not change it.
 */
const STEPS: readonly number[] = [0.2, 0.14, 0.1, 0.07, 0.05];
/** For the orders in σ, steps are this fraction of x, so that they stay in the region where errors are measured. */
const FRACTION_OF_X = 0.05;
/** The accuracy of a score estimate by closed forms and finite elements, in more than one dimension. */
const DIGITS = 1e-9;
const METHODS = ["dae", "rcae"] as const;

const about: ClaimStatement = {
  id: "e1",
  title: "Energy differences",
  statement:
    "−(r(x) − x)·(x′ − x)/σ² is ℰ(x′) − ℰ(x) up to O(|x′ − x|²). The path integral −(1/σ²) ∫ (r(g) − g)·g′ dt of the denoiser is exactly the energy difference of p_σ; the path integral of both optima is that of p up to O(σ²).",
  hypotheses: "The segment from x to x′ lies where r is defined; r is the optimum at σ.",
  source: "section 4, on energy differences",
  stem: "e1-energy-differences",
  chapter: "07-sampling",
};

/** E1: energy differences from a reconstruction, to first order and as path integrals, in 1, 2, 3 and 10 dimensions. */
export const e1: Claim<EnergyDifferences> = {
  ...about,
  verify(parts: EnergyDifferences = energyDifferences): ClaimReport {
    const plane = mixtureCases.filter(({ density }) => density.dim === 2);
    return report(
      about,
      [
        ...mixtureCases
          .map((one) => ({ name: one.name, density: one.density, sigma: SIGMA }))
          .flatMap((one) => [pathCheck(parts, one), antisymmetryCheck(parts, one)]),
        ...gaussianCases.flatMap((one) => gaussianChecks(parts, one)),
        ...mixtureCases.filter(({ density }) => density.dim > 1).map((one) => denoiserAroundTriangles(parts, one)),
        ...plane.map((one) => contractionAroundTriangle(parts, one)),
      ],
      [
        ...mixtureCases.flatMap((one) => stepOrders(parts, one)),
        ...orderCases().flatMap((one) => sigmaOrders(parts, one)),
      ],
    );
  },
};

/** A density, the noise, and their names in reports. */
interface DenoisedDensity {
  readonly name: string;
  readonly density: Density;
  readonly sigma: number;
}

/**
 * Checks the exact statements of E1 for a density on the line or in the plane: the path integral of its denoiser, and that the
 * differences from x to x′ and from x′ to x cancel.
 */
export function energyDifferencesOn(
  density: Density,
  sigma: number,
  parts: EnergyDifferences = energyDifferences,
): ClaimReport {
  checkDensity("density", density, [1, 2]);
  checkPositive("sigma", sigma);
  const one = { name: "your density", density, sigma };
  return report(
    { ...about, title: "Energy differences, for your density and σ" },
    [pathCheck(parts, one), antisymmetryCheck(parts, one)],
    [],
  );
}

/** Checks that the denoiser's path integral from draw to draw is the difference of −log p_σ. */
function pathCheck({ optima, path }: EnergyDifferences, { name, density, sigma }: DenoisedDensity): Check {
  const { from, to } = pairsOfDraws(density);
  const denoiser = optima.dae(density, sigma);
  const exact = smoothedDifference(numericalOptima.dae(density, sigma))(from, to);
  const fine = path(denoiser, FINE)(from, to);
  return check({
    name: `path integral of r*_DAE against −log p_σ(x′) + log p_σ(x), ${name}, σ = ${sigma}: largest difference`,
    predicted: 0,
    measured: largestDifference(fine, exact),
    tolerance:
      largestDifference(fine, path(denoiser, COARSE)(from, to)) +
      statedError(denoiser, density, from, to) +
      rounding(exact),
    toleranceReason:
      "the error of the quadrature, from a coarser rule; the stated error of r* along the path; rounding",
  });
}

/** Checks that the differences from x to x′ and from x′ to x cancel, for symmetric rules. */
function antisymmetryCheck({ optima, path }: EnergyDifferences, { name, density, sigma }: DenoisedDensity): Check {
  const { from, to } = pairsOfDraws(density);
  const denoiser = optima.dae(density, sigma);
  const differences = [midpointRule, trapezoidRule, gaussLegendreRule(3)].map((rule) => path(denoiser, rule));
  const there = differences.map((difference) => difference(from, to));
  return check({
    name: `sum of the differences of a step and of its reverse, midpoint, trapezoid and 3-point Gauss rule, ${name}, σ = ${sigma}: largest size`,
    predicted: 0,
    measured: Math.max(...differences.map((difference, k) => largestSum(there[k], difference(to, from)))),
    tolerance: Math.max(...there.map(rounding)),
    toleranceReason: "rounding",
  });
}

/**
 * Checks the rules on Gaussian data. There r* is linear, so that both rules of order 3 are exact, and the error of the first-order
 * rule is ½ δᵀ (Σ + σ² I)⁻¹ δ.
 */
function gaussianChecks({ optima, firstOrder, path }: EnergyDifferences, one: MixtureCase): Check[] {
  const { density, name } = one;
  const { dim } = density;
  const { from, to } = pairsOfDraws(density);
  const blurred = density.smoothed(SIGMA);
  const exact = exactDifference(blurred)(from, to);
  const precision = inverse(new Matrix(blurred.components[0].covariance.map((row) => [...row]))).to2DArray();
  const leftOut = exact.map((_, i) => {
    const step = Array.from({ length: dim }, (_, a) => to[i * dim + a] - from[i * dim + a]);
    return (
      precision.reduce(
        (sum, row, a) => sum + step[a] * row.reduce((inner, entry, b) => inner + entry * step[b], 0),
        0,
      ) / 2
    );
  });
  return METHODS.flatMap((method) => {
    const optimum = optima[method](density, SIGMA);
    const tolerance = statedError(optimum, density, from, to) + (dim === 1 ? 0 : DIGITS) + rounding(exact);
    const toleranceReason =
      "on the line the stated error of r* along the step, in more dimensions nine digits; rounding";
    const half = [midpointRule, trapezoidRule].map((rule) => path(optimum, rule)(from, to));
    const first = firstOrder(optimum)(from, to);
    return [
      check({
        name: `midpoint and trapezoid of r*_${method.toUpperCase()}, ${name}, σ = ${SIGMA}: largest error`,
        predicted: 0,
        measured: Math.max(...half.map((values) => largestDifference(values, exact))),
        tolerance,
        toleranceReason,
      }),
      check({
        name: `first order of r*_${method.toUpperCase()} against ℰ(x′) − ℰ(x) − ½ δᵀ (Σ + σ² I)⁻¹ δ, ${name}, σ = ${SIGMA}: largest difference`,
        predicted: 0,
        measured: largestSize(first.map((value, i) => value - (exact[i] - leftOut[i]))),
        tolerance,
        toleranceReason,
      }),
    ];
  });
}

/** Checks that the differences around a triangle of draws add up to zero, since the denoiser is a gradient field. */
function denoiserAroundTriangles({ optima, path }: EnergyDifferences, one: MixtureCase): Check {
  const { dim } = one.density;
  const { from, to } = pairsOfDraws(one.density);
  const third = Float64Array.from(from, (_, i) => to[(i + dim) % to.length]);
  const denoiser = optima.dae(one.density, SIGMA);
  const around = (difference: EnergyDifference): Float64Array => {
    const sides = [difference(from, to), difference(to, third), difference(third, from)];
    return sides[0].map((value, i) => value + sides[1][i] + sides[2][i]);
  };
  const fine = around(path(denoiser, FINE));
  return check({
    name: `path integrals of r*_DAE around triangles of draws, ${one.name}, σ = ${SIGMA}: largest sum`,
    predicted: 0,
    measured: largestSize(fine),
    tolerance:
      largestDifference(fine, around(path(denoiser, COARSE))) +
      3 * rounding(exactDifference(one.density.smoothed(SIGMA))(from, to)),
    toleranceReason: "the error of the quadrature, from a coarser rule; rounding",
  });
}

/** The corners of the triangle, anticlockwise. */
const TRIANGLE = [-1, -0.8, 1.2, -0.4, -0.2, 1.3];

/**
 * Checks the energy differences of the contractive optimum around a triangle. This optimum is not a gradient field. By Stokes'
 * theorem the differences add up to minus the integral of (∂r₂/∂x₁ − ∂r₁/∂x₂)/σ².
 */
function contractionAroundTriangle({ optima, path }: EnergyDifferences, { density, name }: MixtureCase): Check {
  const optimum = optima.rcae(density, SIGMA);
  const [a, b, c] = [0, 2, 4].map((k) => Float64Array.from(TRIANGLE.slice(k, k + 2)));
  const around = (points: number): number => {
    const difference = path(optimum, gaussLegendreRule(points));
    return -(difference(a, b)[0] + difference(b, c)[0] + difference(c, a)[0]);
  };
  const predicted = rotationOver(optimum, [a, b, c], 40);
  const sides = rowDistances(Float64Array.of(...a, ...b, ...c), Float64Array.of(...b, ...c, ...a), 2);
  const length = sides.reduce((sum, side) => sum + side, 0);
  return check({
    name: `path integrals of r*_RCAE around a triangle against ∬ (∂r₂/∂x₁ − ∂r₁/∂x₂)/σ², ${name}, σ = ${SIGMA}`,
    predicted,
    measured: around(60),
    tolerance:
      Math.abs(around(60) - around(50)) +
      Math.abs(predicted - rotationOver(optimum, [a, b, c], 30)) +
      length * optimum.errorEstimate +
      2 * area(a, b, c) * (optimum.jacobianErrorEstimate / SIGMA ** 2),
    toleranceReason: "the errors of both quadratures, from coarser rules; the stated errors of r* and of its Jacobian",
  });
}

/** ∬ (∂r₂/∂x₁ − ∂r₁/∂x₂)/σ² over a triangle, by a product rule of n² points that is mapped onto the triangle. */
function rotationOver(r: IsotropicReconstruction, [a, b, c]: readonly Float64Array[], n: number): number {
  const { nodes, weights } = gaussLegendre(n);
  const points: number[] = [];
  const shares: number[] = [];
  nodes.forEach((u, i) => {
    nodes.forEach((v, j) => {
      const along = (1 + u) / 2;
      const across = (along * (1 + v)) / 2;
      for (const k of [0, 1]) points.push(a[k] + (along - across) * (b[k] - a[k]) + across * (c[k] - a[k]));
      shares.push((2 * area(a, b, c) * weights[i] * weights[j] * along) / 4);
    });
  });
  const jacobian = r.jacobian(Float64Array.from(points));
  return shares.reduce(
    (sum, share, k) => sum + (share * (jacobian[4 * k + 2] - jacobian[4 * k + 1])) / r.sigma ** 2,
    0,
  );
}

/** The orders of the rules in the length h of steps through draws, against the energy of p_σ. */
function stepOrders({ optima, firstOrder, path }: EnergyDifferences, { density, name }: MixtureCase): OrderFit[] {
  const { dim } = density;
  const middle = draws(density);
  const denoiser = optima.dae(density, SIGMA);
  const exact = exactDifference(density.smoothed(SIGMA));
  // The step is parallel to the diagonal, with the draw in its middle.
  const ends = (h: number): readonly [Float64Array, Float64Array] => {
    const half = h / 2 / Math.sqrt(dim);
    return [middle.map((x) => x - half), middle.map((x) => x + half)];
  };
  const order = (rule: string, expected: number, difference: EnergyDifference): OrderFit =>
    fitOrder(
      `${rule}, ${name}`,
      expected,
      STEPS,
      (h) => {
        const [from, to] = ends(h);
        const values = difference(from, to);
        return rootMeanSquare(exact(from, to).map((value, i) => values[i] - value));
      },
      "h",
    );
  return [
    order("the first-order energy difference", 2, firstOrder(denoiser)),
    order("the midpoint path integral", 3, path(denoiser, midpointRule)),
    order("the trapezoid path integral", 3, path(denoiser, trapezoidRule)),
    order("the 2-point Gauss path integral", 5, path(denoiser, gaussLegendreRule(2))),
  ];
}

/** The orders in σ of the path integrals of both optima, against the energy of p itself. */
function sigmaOrders(
  { optima, path }: EnergyDifferences,
  { name, density, points, sigmas, size }: OrderCase,
): OrderFit[] {
  const to = points.map((x) => (1 - FRACTION_OF_X) * x);
  const exact = exactDifference(density)(points, to);
  return METHODS.map((method) =>
    fitOrder(`the path integral of r*_${method.toUpperCase()}, ${name}`, 2, sigmas, (sigma) => {
      const values = path(optima[method](density, sigma), gaussLegendreRule(6))(points, to);
      return size(values.map((value, i) => value - exact[i]));
    }),
  );
}

/** The stated error of the score estimate, which is relative to max(1, its size), times the longest step. */
function statedError(optimum: OptimalReconstruction, density: Density, from: Float64Array, to: Float64Array): number {
  const { dim, sigma, errorEstimate } = optimum;
  const blurred = density.smoothed?.(sigma) ?? density;
  const largestScore = Math.max(1, largestSize(blurred.score(from)));
  return errorEstimate * largestScore * maximum(rowDistances(from, to, dim));
}

/** The rounding of energies, and of sums with as many terms as a rule has nodes. */
function rounding(energies: Float64Array): number {
  return 64 * Number.EPSILON * (1 + largestSize(energies));
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return largestSize(a.map((value, i) => value - b[i]));
}

function largestSum(a: Float64Array, b: Float64Array): number {
  return largestSize(a.map((value, i) => value + b[i]));
}

function area(a: Float64Array, b: Float64Array, c: Float64Array): number {
  return Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
}
