import { afterAll, describe, expect, it, test } from "vitest";
import { onnxProducts } from "../../../src/autoencoder/onnx/onnx-products.ts";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { PointPosterior } from "../../../src/density/point-sums/point-posterior.ts";
import { MOST_POINTS, ProductSums } from "../../../src/density/point-sums/product-sums.ts";
import { productsAreQuicker } from "../../../src/density/point-sums/quicker-products.ts";
import { productRounding } from "../../../src/density/point-sums/sum-errors.ts";
import { WeightedPoints } from "../../../src/density/point-sums/weighted-points.ts";
import { compensatedSum } from "../../../src/numerics/compensated-sum.ts";
import {
  add,
  type DoubleDouble,
  divide,
  exactProduct,
  exactSum,
  multiply,
  subtract,
} from "../../../src/numerics/linear-algebra/double-double.ts";
import { multiplyMatrices } from "../../../src/numerics/linear-algebra/matrix-product.ts";
import type { MatrixProducts } from "../../../src/numerics/linear-algebra/matrix-products.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { UNIT_ROUNDOFF } from "../../../src/numerics/unit-roundoff.ts";

const rng = createRng(8);
const normals = (count: number, scale = 1): Float64Array =>
  Float64Array.from({ length: count }, () => scale * rng.normal());

/** Products by the project's own code, so that the sums are tested where ONNX Runtime is not installed. */
const plain: MatrixProducts = {
  engine: "plain TypeScript, float64",
  threads: 1,
  multiply: (a, b, shape, product) => product.set(multiplyMatrices(a, b, shape)),
};
const onnx = await onnxProducts({ threads: 2 });
afterAll(() => onnx?.close());
const libraries = onnx ? [plain, onnx] : [plain];

interface Cloud {
  readonly dim: number;
  readonly sigma: number;
  readonly points: Float64Array;
  readonly weights: Float64Array;
  readonly queries: Float64Array;
}

/** n points, of which some coincide, and queries that are points with noise. */
function cloud(
  n: number,
  count: number,
  dim: number,
  sigma: number,
  more: Partial<Cloud> & { offset?: number },
): Cloud {
  const distinct = normals(n * dim);
  const { offset = 0 } = more;
  const points = distinct.map((_, j) => offset + distinct[j % (Math.ceil(0.8 * n) * dim)]);
  const queries = Float64Array.from({ length: count * dim }, (_, j) => points[(3 * j) % points.length] + 0);
  for (let i = 0; i < count; i++) {
    const from = dim * Math.floor(rng.uniform() * n);
    for (let a = 0; a < dim; a++) queries[i * dim + a] = points[from + a] + sigma * rng.normal();
  }
  const weights = Float64Array.from({ length: n }, () => 1 + rng.uniform());
  return { dim, sigma, points, weights, queries, ...more };
}

function weighted({ points, weights, dim }: Cloud): WeightedPoints {
  const total = compensatedSum(weights);
  return new WeightedPoints(
    points,
    dim,
    weights.map((weight) => weight / total),
  );
}

/** log of the sum at a query, and the shift, from exponents of 32 digits and compensated sums. */
function reference(
  { points, shares, dim }: WeightedPoints,
  sigma: number,
  x: Float64Array,
): { logMass: number; shift: number[]; longest: number } {
  const variance = exactProduct(sigma, sigma);
  const exponents = Array.from(shares, (_, k): DoubleDouble => {
    let square: DoubleDouble = { hi: 0, lo: 0 };
    for (let a = 0; a < dim; a++) {
      const difference = exactSum(points[k * dim + a], -x[a]);
      square = add(square, multiply(difference, difference));
    }
    return divide(square, { hi: 2 * variance.hi, lo: 2 * variance.lo });
  });
  const least = exponents.reduce((best, one) => (one.hi < best.hi ? one : best));
  const beyond = exponents.map((one) => subtract(one, least)).map(({ hi, lo }) => hi + lo);
  const weights = Float64Array.from(beyond, (excess, k) => shares[k] * Math.exp(-excess));
  const mass = compensatedSum(weights);
  const shift = Array.from({ length: dim }, (_, a) =>
    compensatedSum(weights.map((weight, k) => (weight * ((points[k * dim + a] - x[a]) / sigma)) / mass)),
  );
  // Points beyond this have no part in the sum.
  const longest = exponents.reduce(
    (most, { hi }, k) => (shares[k] * Math.exp(least.hi - hi) > 1e-20 * mass ? Math.max(most, 2 * hi) : most),
    0,
  );
  return { logMass: Math.log(mass) - least.hi, shift, longest };
}

const cases: readonly (readonly [name: string, make: () => Cloud])[] = [
  ["a cloud", () => cloud(1500, 40, 16, 0.7, {})],
  ["a cloud in more dimensions", () => cloud(700, 30, 100, 3, {})],
  ["an odd number of dimensions and of points", () => cloud(1021, 40, 9, 0.4, {})],
  ["data far from the origin", () => cloud(1000, 40, 12, 0.5, { offset: 1e6 })],
  ["a small sigma", () => cloud(1000, 40, 10, 0.02, {})],
  ["a large sigma", () => cloud(1000, 40, 10, 300, {})],
  [
    "weights over 200 orders of magnitude",
    () => cloud(1000, 40, 10, 1, { weights: Float64Array.from({ length: 1000 }, () => 10 ** (-200 * rng.uniform())) }),
  ],
  ["one point, many times", () => cloud(600, 40, 8, 1, { points: new Float64Array(600 * 8).fill(0.3) })],
  ["an outlier at 1e9", () => cloud(1000, 40, 11, 1, { points: outlier(normals(1000 * 11), 1e9) })],
  ["places far from all points", () => cloud(1000, 40, 10, 1, { queries: normals(40 * 10, 1000) })],
];

function outlier(points: Float64Array, at: number): Float64Array {
  points.fill(at, 0, 11);
  return points;
}

describe.each(libraries.map((library) => [library.engine, library] as const))("by %s", (_, library) => {
  test.each(cases)("%s: the sums are those of 32 digits within the bound of the rounding", (_name, make) => {
    const own = make();
    const { dim, queries } = own;
    const sums = new ProductSums(weighted(own), own.sigma, library);
    const { logMass, shift } = sums.at(queries, 1);
    const masses = sums.at(queries, 0).logMass;
    for (let i = 0; i < logMass.length; i++) {
      const exact = reference(sums.points, own.sigma, queries.subarray(i * dim, (i + 1) * dim));
      const rounding = productRounding(dim, sums.squaredLength(queries, i), MOST_POINTS, UNIT_ROUNDOFF);
      const ofExponent = rounding.relative * (exact.longest + rounding.squares);
      const ofLog = ofExponent + rounding.sums + 4 * UNIT_ROUNDOFF * (1 + Math.abs(exact.logMass));
      expect(Math.abs(logMass[i] - exact.logMass)).toBeLessThanOrEqual(ofLog);
      expect(Math.abs(masses[i] - exact.logMass)).toBeLessThanOrEqual(ofLog);
      const length = Math.sqrt(exact.longest);
      const ofShift = 2 * Math.expm1(ofExponent) * length + 2 * rounding.sums * (length + rounding.lengths);
      for (let a = 0; a < dim; a++) {
        expect(Math.abs(shift[i * dim + a] - exact.shift[a])).toBeLessThanOrEqual(ofShift);
      }
    }
  });

  it("sums the same whatever the number of queries and blocks is", () => {
    const own = cloud(2 * MOST_POINTS + 3, 5000, 8, 0.8, {});
    const sums = new ProductSums(weighted(own), own.sigma, library);
    const all = sums.at(own.queries, 1);
    for (const i of [0, 1023, 1024, 4095, 4096, 4999]) {
      const exact = reference(sums.points, own.sigma, own.queries.subarray(8 * i, 8 * (i + 1)));
      expect(all.logMass[i]).toBeCloseTo(exact.logMass, 11);
      for (let a = 0; a < 8; a++) expect(all.shift[8 * i + a]).toBeCloseTo(exact.shift[a], 11);
    }
  });
});

describe("on several threads", () => {
  // So many that other threads are started.
  const many = cloud(1600, 1300, 65, 3, {});

  it.skipIf(!onnx)("gives the bytes of one thread", async () => {
    const single = await onnxProducts({ threads: 1 });
    const at = (products: MatrixProducts) => new ProductSums(weighted(many), many.sigma, products).at(many.queries, 1);
    const expected = at(single ?? plain);
    // The other thread takes part in some of these sums, as soon as it has started.
    for (let k = 0; k < 5; k++) expect(at(onnx ?? plain)).toEqual(expected);
    single?.close();
  });

  /** Products on another thread by a program, in whose data it can count. */
  const withThread = (code: string) => {
    const calls = new Int32Array(new SharedArrayBuffer(4));
    return { calls, products: { ...plain, threads: 2, elsewhere: { code, data: { calls } } } };
  };
  const loops = `return (a, b, { rows, columns, flipB }, to) => {
    Atomics.add(data.calls, 0, 1);
    const inner = a.length / rows;
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[flipB ? j * inner + k : k * columns + j];
      to[i * columns + j] = sum;
    }
  };`;

  it("leaves blocks of queries to another thread as soon as it is ready", () => {
    const { calls, products } = withThread(loops);
    const sums = new ProductSums(weighted(many), many.sigma, products);
    const { logMass, shift } = new ProductSums(weighted(many), many.sigma, plain).at(many.queries, 1);
    let result = sums.at(many.queries, 1);
    for (let k = 0; k < 50 && Atomics.load(calls, 0) === 0; k++) result = sums.at(many.queries, 1);
    expect(Atomics.load(calls, 0)).toBeGreaterThan(0);
    for (let i = 0; i < logMass.length; i++) expect(result.logMass[i]).toBeCloseTo(logMass[i], 11);
    for (let j = 0; j < shift.length; j++) expect(result.shift[j]).toBeCloseTo(shift[j], 11);
  });

  it("says so if another thread fails, because its part of the sums is missing", () => {
    const { calls, products } = withThread(
      "return () => { Atomics.add(data.calls, 0, 1); throw new Error('no memory'); };",
    );
    const sums = new ProductSums(weighted(many), many.sigma, products);
    const untilCalled = () => {
      for (let k = 0; k < 50 && Atomics.load(calls, 0) === 0; k++) sums.at(many.queries, 1);
    };
    expect(untilCalled).toThrow("a thread could not compute products of matrices");
  });
});

describe("the choice between products of matrices and the tree", () => {
  const counting = () => {
    const calls = { count: 0 };
    const products: MatrixProducts = {
      ...plain,
      // So many threads that the estimate decides for the products.
      threads: 1e6,
      multiply: (a, b, shape, product) => {
        calls.count++;
        plain.multiply(a, b, shape, product);
      },
    };
    return { calls, products };
  };

  it("takes products where the tree would sum nearly all points, and the tree where it leaves out most of them", () => {
    const one = cloud(4000, 1000, 16, 1, {});
    const sums = (of: Cloud, products: MatrixProducts) => new ProductSums(weighted(of), of.sigma, products);
    expect(productsAreQuicker(sums(one, plain), one.queries, -38, 1)).toBe(true);
    const apart = { ...one, points: one.points.map((value, j) => value + 1e4 * (Math.floor(j / 16) % 31)) };
    const queries = apart.points.slice(0, one.queries.length);
    expect(productsAreQuicker(sums(apart, plain), queries, -38, 1)).toBe(false);
    expect(productsAreQuicker(sums(one, plain), one.queries, -38, 64)).toBe(false);
    expect(productsAreQuicker(sums(one, { ...plain, threads: 64 }), one.queries, -38, 4)).toBe(true);
  });

  it("leaves queries at which the products would cancel too much to the tree, and the errors that it states hold", () => {
    const dim = 8;
    const sigma = 0.05;
    const own = cloud(2000, 600, dim, sigma, {});
    own.queries.set(normals(100 * dim, 2), 0);
    for (let i = 0; i < 100; i++) own.queries[i * dim] += 2 * (i + 1);
    const { products, calls } = counting();
    const posterior = new PointPosterior(weighted(own), { sigma, logTolerance: -38, products });
    const sums = posterior.atAll(own.queries, 1);
    const byTree = new PointPosterior(weighted(own), { sigma, logTolerance: -38 });
    const expected = byTree.atAll(own.queries, 1);
    const isFar = (i: number): boolean =>
      posterior.roundingOfAll(own.queries, i)?.sums === byTree.roundingOfAll(own.queries, i)?.sums;
    const far = Array.from({ length: 600 }, (_, i) => i).filter(isFar);
    expect(far.length).toBeGreaterThan(50);
    expect(far.length).toBeLessThan(550);
    expect(calls.count).toBeGreaterThan(0);
    const smoothed = new FinitePoints(own.points, dim, own.weights).smoothed(sigma).withProducts?.(products);
    const errors = smoothed?.errorsAt(own.queries).score.map((error) => error * sigma) ?? new Float64Array();
    for (let i = 0; i < 600; i++) {
      for (let j = i * dim; j < (i + 1) * dim; j++) {
        const difference = Math.abs((sums?.shift[j] ?? 0) - (expected?.shift[j] ?? 0));
        expect(difference).toBeLessThanOrEqual(2 * errors[j]);
        if (far.includes(i)) expect(difference).toBeLessThanOrEqual(1e-12 * Math.abs(expected?.shift[j] ?? 0) + 1e-13);
      }
    }
  });

  it("is there for many points in 8 or more dimensions only", () => {
    const smoothed = (n: number, dim: number) => new FinitePoints(normals(n * dim), dim).smoothed(1);
    expect(smoothed(512, 8).withProducts).toBeDefined();
    expect(smoothed(511, 8).withProducts).toBeUndefined();
    expect(smoothed(512, 7).withProducts).toBeUndefined();
  });

  it("keeps the products when a density is blurred again", () => {
    const own = cloud(2000, 600, 8, 1, {});
    const { products, calls } = counting();
    new FinitePoints(own.points, 8).smoothed(1).withProducts?.(products).smoothed(0.5).logPdf(own.queries);
    expect(calls.count).toBeGreaterThan(0);
  });
});
