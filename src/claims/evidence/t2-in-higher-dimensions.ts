import { EnergyDensity } from "../../density/energy/energy-density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { compositeRule } from "../../numerics/quadrature/gauss-legendre.ts";
import { largestSize } from "../../numerics/sorting/maximum.ts";
import { dot } from "../../reconstruction/any-dimension/plane-waves.ts";
import { displacement, type OptimalReconstruction } from "../../reconstruction/reconstruction.ts";
import type { Check } from "../claim-report.ts";
import { check } from "./evidence.ts";
import { type MixtureCase, mixtureCases } from "./mixtures.ts";
import type { Optima } from "./optima.ts";
import { once } from "./remembered.ts";

/** The σ of the exact statements. */
const SIGMA = 0.5;
/** The numbers of Gauss-Legendre points along each side of the walled box. The second rule is used; the first gives its error. */
const BOX_POINTS = [32, 40] as const;
/** The rounding of the sums over the box. */
const ROUNDING = 1e-14;
/** The factor of the test field that perturbs the optimum. */
const PERTURBATION = 0.1;

/** A vector field and its Jacobian dv_i/dx_j at points, shapes (n, d) and (n, d, d). */
interface Field {
  readonly value: Float64Array;
  readonly slope: Float64Array;
}

/** A direction along which the loss is evaluated. */
interface TestField {
  readonly name: string;
  at(points: Float64Array): Field;
}

/** Checks the exact statements of Theorem 2, (a) and (b), on mixtures in 2, 3 and 10 dimensions and between walls in the plane. */
export function contractionInHigherDimensions(optima: Optima): readonly Check[] {
  return [
    ...mixtureCases.filter(({ density }) => density.dim > 1).flatMap((one) => mixtureChecks(optima, one)),
    ...walledChecks(optima),
  ];
}

function mixtureChecks(optima: Optima, { name, density, basis, average: averageOver }: MixtureCase): Check[] {
  const { dim } = density;
  const optimum = optima.rcae(density, SIGMA);
  const average = averageOver();
  const inner = (f: Field, g: Field): Estimate => {
    const values = innerProduct(f, g, dim);
    return average.of((k) => values[k]);
  };
  const change = displacement(optimum, average.nodes);
  const own: Field = { value: change, slope: optimum.jacobian(average.nodes) };
  const error = errorOf(optimum, change);
  const least = inner(own, own);
  return testFields(basis).flatMap((field) => {
    const v = field.at(average.nodes);
    const h: Field = { value: times(PERTURBATION, v.value), slope: times(PERTURBATION, v.slope) };
    const moved = sum(own, h);
    const loss = inner(moved, moved);
    const excess = inner(h, h);
    const fromOptimum = inner(error, absolute(v)).value;
    return [
      weakForm(name, field, inner(own, v), fromOptimum),
      check({
        name: `(b) L(r* + h) − L(r*) against ∫ p (|h|² + σ² |∇h|²), h = ${PERTURBATION} (${field.name}), σ = ${SIGMA}, ${name}`,
        predicted: excess.value,
        measured: loss.value - least.value,
        tolerance: loss.errorEstimate + least.errorEstimate + excess.errorEstimate + 2 * PERTURBATION * fromOptimum,
        toleranceReason: "the stated errors of the integrals and of r*",
      }),
    ];
  });
}

/** The walls of a density in the plane, and the density, which is made once. */
const [[left, right], [bottom, top]] = [
  [-1, 1.2],
  [-0.8, 1],
] as const;
const walledDensity = once(
  () =>
    new EnergyDensity({
      expression: "x^2 + y^2/2 + x*y/2 + sin(2*x - y)",
      domain: [
        [left, right],
        [bottom, top],
      ],
    }),
);

/** Checks the equation and the natural condition ∂r*∕∂n = 0 between hard walls, where p does not vanish at the boundary. */
function walledChecks(optima: Optima): Check[] {
  const density = walledDensity();
  const name = "walled energy, d = 2";
  const optimum = optima.rcae(density, SIGMA);
  const acrossWalls = [left, right].flatMap((x) => alongWall(bottom, top, (y) => [x, y]));
  const acrossFloors = [bottom, top].flatMap((y) => alongWall(left, right, (x) => [x, y]));
  const normalSlopes = [
    ...optimum.jacobian(Float64Array.from(acrossWalls)).filter((_, i) => i % 2 === 0),
    ...optimum.jacobian(Float64Array.from(acrossFloors)).filter((_, i) => i % 2 === 1),
  ];
  const rules = BOX_POINTS.map((n) => {
    const [inX, inY] = density.support.map((interval) => compositeRule(Float64Array.from(interval), n));
    const nodes = Float64Array.from(Array.from(inX.nodes).flatMap((x) => Array.from(inY.nodes).flatMap((y) => [x, y])));
    const pdf = density.logPdf(nodes).map(Math.exp);
    const weights = pdf.map((value, k) => value * inX.weights[Math.floor(k / n)] * inY.weights[k % n]);
    const change = displacement(optimum, nodes);
    return { nodes, weights, change, own: { value: change, slope: optimum.jacobian(nodes) } };
  });
  const fields = testFields([
    [1, 0],
    [0, 1],
  ]);
  return [
    ...fields.map((field) => {
      const [coarse, value] = rules.map(({ nodes, weights, own }) =>
        weighted(weights, innerProduct(own, field.at(nodes), 2)),
      );
      const [, { nodes, weights, change }] = rules;
      const fromOptimum = weighted(weights, innerProduct(errorOf(optimum, change), absolute(field.at(nodes)), 2));
      return weakForm(name, field, { value, errorEstimate: Math.abs(value - coarse) + ROUNDING }, fromOptimum);
    }),
    check({
      name: `(a) ∂r*∕∂n at the walls, σ = ${SIGMA}, ${name}: largest entry`,
      predicted: 0,
      measured: largestSize(normalSlopes),
      tolerance: optimum.jacobianErrorEstimate,
      toleranceReason: "the stated error of ∂r*∕∂x",
    }),
  ];
}

function weighted(weights: Float64Array, values: Float64Array): number {
  return values.reduce((total, value, k) => total + weights[k] * value, 0);
}

function alongWall(from: number, to: number, point: (t: number) => number[]): number[] {
  return Array.from(linspace(from, to, 9)).flatMap(point);
}

/** (a) Checks the weak form of the Euler-Lagrange equation with the test field v: E[(r* − x)·v + σ² ∇r* : ∇v] = 0. */
function weakForm(name: string, field: TestField, value: Estimate, fromOptimum: number): Check {
  return check({
    name: `(a) E[(r* − x)·v + σ² ∇r* : ∇v], v = ${field.name}, σ = ${SIGMA}, ${name}`,
    predicted: 0,
    measured: value.value,
    tolerance: value.errorEstimate + fromOptimum,
    toleranceReason: "the stated errors of the integral and of r*",
  });
}

/**
 * Test fields whose mean divergence is not zero, so that a wrong scale of r* − x is detected: the radial field, a shear, and a wave.
 * @param basis an orthogonal matrix. The wave has a direction in the plane of its first two columns
 */
function testFields(basis: readonly (readonly number[])[]): readonly TestField[] {
  const dim = basis.length;
  const wave = basis.map((row) => 1.3 * row[0] - 0.7 * row[1]);
  const amplitude = wave.map((entry) => entry + 0.5);
  const along = basis.map((_, i) => Math.cos(i));
  const across = basis.map((_, i) => 1 / (1 + i));
  const identity = (i: number, j: number): number => (i === j ? 1 : 0);
  return [
    testField("x", dim, (x) => ({ value: (i) => x[i], slope: identity })),
    testField("b (a·x)", dim, (x) => ({
      value: (i) => across[i] * dot(along, x),
      slope: (i, j) => across[i] * along[j],
    })),
    testField("w sin k·x", dim, (x) => {
      const phase = dot(wave, x);
      return {
        value: (i) => amplitude[i] * Math.sin(phase),
        slope: (i, j) => amplitude[i] * wave[j] * Math.cos(phase),
      };
    }),
  ];
}

function testField(
  name: string,
  dim: number,
  at: (x: Float64Array) => { value(i: number): number; slope(i: number, j: number): number },
): TestField {
  return {
    name,
    at(points) {
      const value = new Float64Array(points.length);
      const slope = new Float64Array(points.length * dim);
      for (let first = 0; first < points.length; first += dim) {
        const local = at(points.subarray(first, first + dim));
        for (let i = 0; i < dim; i++) {
          value[first + i] = local.value(i);
          for (let j = 0; j < dim; j++) slope[(first + i) * dim + j] = local.slope(i, j);
        }
      }
      return { value, slope };
    },
  };
}

/** f·g + σ² ∇f : ∇g at each point, shape (n). With f = g = (r − x, ∇r) it is the integrand of the contractive loss. */
function innerProduct(f: Field, g: Field, dim: number): Float64Array {
  const product = new Float64Array(f.value.length / dim);
  const size = dim ** 2;
  for (let point = 0; point < product.length; point++) {
    let total = 0;
    for (let i = point * dim; i < (point + 1) * dim; i++) total += f.value[i] * g.value[i];
    for (let i = point * size; i < (point + 1) * size; i++) total += SIGMA ** 2 * f.slope[i] * g.slope[i];
    product[point] = total;
  }
  return product;
}

/** Plain loops here and below, because Jacobians in ten dimensions have millions of entries. */
function sum(f: Field, g: Field): Field {
  return { value: sumOf(f.value, g.value), slope: sumOf(f.slope, g.slope) };
}

function sumOf(left: Float64Array, right: Float64Array): Float64Array {
  const total = new Float64Array(left.length);
  for (let i = 0; i < total.length; i++) total[i] = left[i] + right[i];
  return total;
}

function absolute({ value, slope }: Field): Field {
  return { value: sizesOf(value), slope: sizesOf(slope) };
}

function sizesOf(values: Float64Array): Float64Array {
  const sizes = new Float64Array(values.length);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(values[i]);
  return sizes;
}

function times(factor: number, values: Float64Array): Float64Array {
  const scaled = new Float64Array(values.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = factor * values[i];
  return scaled;
}

/** The stated errors of r* and of its Jacobian. */
function errorOf(optimum: OptimalReconstruction, change: Float64Array): Field {
  const slope = new Float64Array(change.length * optimum.dim).fill(optimum.jacobianErrorEstimate);
  return { value: change.map((value) => Math.max(SIGMA ** 2, Math.abs(value)) * optimum.errorEstimate), slope };
}
