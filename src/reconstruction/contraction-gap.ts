import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { checkPositive } from "../numerics/check.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { gaussHermiteGrid } from "../numerics/quadrature/gauss-hermite.ts";
import type { Rule } from "../numerics/quadrature/gauss-legendre.ts";
import { expectationRule, weightedSum } from "./any-dimension/expectation-rule.ts";
import { checkField } from "./field/check-field.ts";
import { rowDots, traces, type VectorField } from "./field/vector-field.ts";

/** The number of points along an axis of the noise, by dimension: enough where u is smooth on the scale of sigma. */
const NOISE_POINTS = [0, 16, 8];

/**
 * L_DAE(r) - E[|r(x) - x|^2 + sigma^2 |dr/dx|_F^2] for r = x + u: the difference between denoising and contraction.
 *
 * The gap is far smaller than either loss, so the two losses are never subtracted. Their difference is written in terms of u and
 * du = u(x + eps) - u(x), and averaged over x and the noise eps = sigma z: 2 eps . du - 2 sigma^2 div u + du . (u(x + eps) +
 * u(x)) - sigma^2 |grad u|_F^2. The average over x is taken by `expectationRule`, and the average over z by Gauss-Hermite
 * quadrature.
 *
 * @param u r(x) - x, smooth on the scale of sigma, defined wherever x + eps can fall
 * @returns the gap; its error estimate is the difference to rules with three quarters of the points, plus rounding
 */
export function contractionGap(density: Density, u: VectorField, sigma: number): Estimate {
  checkDensity("density", density, [1, 2]);
  checkField("u", u);
  checkPositive("sigma", sigma);
  const points = NOISE_POINTS[density.dim];
  const fine = gapByRule(expectationRule(density), u, sigma, points);
  const coarse = gapByRule(expectationRule(density, 0.75), u, sigma, Math.ceil(0.75 * points));
  return { value: fine.gap, errorEstimate: Math.abs(fine.gap - coarse.gap) + fine.rounding };
}

function gapByRule(rule: Rule, u: VectorField, sigma: number, noisePoints: number): { gap: number; rounding: number } {
  const { dim } = u;
  const here = u.value(rule.nodes);
  const jacobian = u.jacobian(rule.nodes);
  const squaredJacobian = rowDots(jacobian, jacobian, dim ** 2);
  const differences = traces(jacobian, dim).map(
    (divergence, i) => -2 * sigma ** 2 * divergence - sigma ** 2 * squaredJacobian[i],
  );
  const noise = gaussHermiteGrid(noisePoints, dim);
  noise.weights.forEach((weight, q) => {
    const shift = noise.nodes.subarray(q * dim, (q + 1) * dim).map((z) => sigma * z);
    const shifted = new Float64Array(rule.nodes.length);
    for (let k = 0; k < shifted.length; k += dim) {
      for (let a = 0; a < dim; a++) shifted[k + a] = rule.nodes[k + a] + shift[a];
    }
    const there = u.value(shifted);
    for (let i = 0, k = 0; i < differences.length; i++) {
      for (let a = 0; a < dim; a++, k++) {
        const change = there[k] - here[k];
        differences[i] += weight * change * (2 * shift[a] + there[k] + here[k]);
      }
    }
  });
  // u is rounded to a few units in its last place before it is multiplied by 2 eps and by 2 u.
  const squares = rowDots(here, here, dim);
  const rounding = squares.map((square) => 16 * Number.EPSILON * Math.sqrt(square) * (sigma + Math.sqrt(square)));
  return { gap: weightedSum(rule.weights, differences), rounding: weightedSum(rule.weights, rounding) };
}
