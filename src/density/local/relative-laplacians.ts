import { checkPoint } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { checkDensity } from "../check-density.ts";
import { type Density, isMixture, type Mixture } from "../density.ts";
import { scoreLaplacian } from "../differences/score-laplacian.ts";
import type { Expression } from "../formula/expression.ts";
import { GaussianMixture } from "../gaussian/gaussian-mixture.ts";

/** Lap p / p = div s + |s|^2 at one point. */
export function relativeLaplacian(density: Density, point: Float64Array): number {
  checkDensity("density", density);
  checkPoint("point", point, density.dim);
  return trace(density.hessian(point)) + squaredNorm(density.score(point));
}

/** grad Lap p / p = Lap s + 2 (grad s) s + (Lap p / p) s at one point, shape (d). */
export function relativeLaplacianGradient(density: Density, point: Float64Array): Float64Array {
  checkDensity("density", density);
  checkPoint("point", point, density.dim);
  const score = density.score(point);
  const laplacian = relativeLaplacian(density, point);
  const turned = product(density.hessian(point), score);
  return scoreLaplacian(density, point).values.map((value, a) => value + 2 * turned[a] + laplacian * score[a]);
}

/**
 * Lap^2 p / p at one point: the bi-Laplacian, relative to p.
 *
 * For a Gaussian with precision P and score a it is q^2 + 2 tr P^2 - 4 a^T P a, q = |a|^2 - tr P. For a mixture it is the mean
 * over the components, weighted with their responsibilities. For exp(-E) it follows from symbolic derivatives of E.
 *
 * @throws InputError for other densities, whose fourth derivatives are not known
 */
export function relativeBiLaplacian(density: Density, point: Float64Array): number {
  checkDensity("density", density);
  checkPoint("point", point, density.dim);
  if (isMixture(density)) return ofMixture(density, point);
  if (density.expression) return ofEnergy(density, density.expression, point);
  throw new InputError({
    argument: "density",
    allowed: "a GaussianMixture or an EnergyDensity",
    problem: "another density, whose fourth derivatives are not known",
  });
}

function ofMixture(mixture: Mixture, point: Float64Array): number {
  const [logPdf] = mixture.logPdf(point);
  return mixture.components.reduce((sum, { weight, mean, covariance }) => {
    const gaussian = new GaussianMixture([{ weight: 1, mean, covariance }]);
    const responsibility = weight * Math.exp(gaussian.logPdf(point)[0] - logPdf);
    const score = gaussian.score(point);
    const precision = gaussian.hessian(point).map((value) => -value);
    const laplacian = squaredNorm(score) - trace(precision);
    const curvature = 2 * squaredNorm(precision) - 4 * dot(score, product(precision, score));
    return sum + responsibility * (laplacian ** 2 + curvature);
  }, 0);
}

/** With q = Lap p / p: Lap^2 p / p = Lap q + 2 grad q . s + q^2, and Lap q = Lap^2 log p + 2 |grad s|^2 + 2 Lap s . s. */
function ofEnergy(density: Density, expression: Expression, point: Float64Array): number {
  const score = density.score(point);
  const hessian = density.hessian(point);
  const ofScore = scoreLaplacian(density, point).values;
  const laplacian = relativeLaplacian(density, point);
  const turned = product(hessian, score);
  const gradient = ofScore.map((value, a) => value + 2 * turned[a]);
  const twice = expression.variables.map((name) => expression.derivative(name).derivative(name));
  let energyBiLaplacian = 0;
  for (const second of twice) {
    for (const name of expression.variables) {
      energyBiLaplacian += second
        .derivative(name)
        .derivative(name)
        .evaluate([...point]);
    }
  }
  const laplacianOfLaplacian = -energyBiLaplacian + 2 * squaredNorm(hessian) + 2 * dot(ofScore, score);
  return laplacianOfLaplacian + 2 * dot(gradient, score) + laplacian ** 2;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function squaredNorm(a: Float64Array): number {
  return dot(a, a);
}

/** The trace of a (d, d) matrix. */
function trace(matrix: Float64Array): number {
  const dim = Math.sqrt(matrix.length);
  let sum = 0;
  for (let a = 0; a < dim; a++) sum += matrix[a * dim + a];
  return sum;
}

/** (d, d) times (d). */
function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const dim = vector.length;
  return vector.map((_, row) => dot(matrix.subarray(row * dim, (row + 1) * dim), vector));
}
