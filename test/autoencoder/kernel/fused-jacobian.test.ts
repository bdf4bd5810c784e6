import exp from "@stdlib/math-base-special-exp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fusedReconstruction } from "../../../src/autoencoder/kernel/fused-reconstruction.ts";
import { type Activation, tanh } from "../../../src/autoencoder/network/activation.ts";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { parameterCount, parametersIn } from "../../../src/autoencoder/network/parameters.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { plainNumbers, sha256 } from "../../support/bytes.ts";

/** tanh with the exponential of @stdlib, which is FDLIBM's on every machine, except where it is smaller than all normal numbers. */
const fdlibmTanh: Activation = {
  ...tanh,
  derivative: (u) => {
    const decay = exp(-2 * Math.abs(u));
    return (4 * decay) / (1 + decay) ** 2;
  },
};

/** A network some of whose hidden units are saturated and some are not. */
function network(dim: number, hidden: number, seed: number): OneLayer {
  const shape = { dim, hidden, tied: false };
  const weights = uniforms(parameterCount(shape), seed).map((x) => 8 * x * x * x);
  return new OneLayer(parametersIn(weights, shape), 0.1, fdlibmTanh);
}

/** The kernel's reconstruction of such a network. */
function fused({ weights, sigma }: OneLayer) {
  return fusedReconstruction(new OneLayer(weights, sigma));
}

/** Numbers of [-1, 1). */
function uniforms(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => 2 * rng.uniform() - 1);
}

describe("dr/dx has the bits of the network's own Jacobian", () => {
  it("whatever d, H and the number of points", () => {
    const problems = fc.record({
      dim: fc.integer({ min: 1, max: 9 }),
      hidden: fc.integer({ min: 1, max: 19 }),
      n: fc.integer({ min: 0, max: 12 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(problems, ({ dim, hidden, n, seed }) => {
        const given = network(dim, hidden, seed);
        const points = uniforms(n * dim, seed + 1);
        expect(fused(given).jacobian(points)).toEqual(given.jacobian(points));
      }),
      { numRuns: 300 },
    );
  });

  it("for a network of the size of the paper's, d = 10 and H = 500", () => {
    const given = network(10, 500, 5);
    const points = uniforms(10 * 40, 6);
    expect(fused(given).jacobian(points)).toEqual(given.jacobian(points));
  });

  it("for more points than the kernel takes at a time", () => {
    const given = network(3, 5, 7);
    const points = uniforms(3 * 11_003, 8);
    expect(sha256(fused(given).jacobian(points))).toBe(sha256(given.jacobian(points)));
  });

  it("where a coordinate is infinite or not a number, and at the points beside it", () => {
    const given = network(3, 7, 9);
    const points = uniforms(3 * 8, 10)
      .with(4, Number.POSITIVE_INFINITY)
      .with(14, Number.NaN);
    expect(fused(given).jacobian(points)).toEqual(given.jacobian(points));
  });
});

/** r(x) = tanh x, whose Jacobian is tanh'. */
const [one, zero] = [Float64Array.of(1), Float64Array.of(0)];
const single = (activation: Activation) =>
  new OneLayer({ encoder: one, hiddenBias: zero, decoder: one, outputBias: zero }, 0.1, activation);

describe("tanh' of the kernel", () => {
  const rng = createRng(1);
  const drawn = (n: number, f: (u: number) => number) => Array.from({ length: n }, () => f(2 * rng.uniform() - 1));
  /** Where the exponential begins to be reduced by ln 2, and where the multiple of ln 2 changes, with the numbers beside them. */
  const changes = Array.from({ length: 2000 }, (_, n) => ((n + 1) * Math.LN2) / 4);
  const ranges: [string, readonly number[]][] = [
    ["[-1, 1]", drawn(50_000, (u) => u)],
    ["[-40, 40]", drawn(50_000, (u) => 40 * u)],
    ["[-350, 350]", drawn(50_000, (u) => 350 * u)],
    ["near 0", drawn(50_000, (u) => u * 10 ** (20 * u - 20))],
    ["around 2^-29, where the exponential becomes 1 + x", drawn(50_000, (u) => 2 ** -29 * (1 + u / 1000))],
    ["near multiples of ln 2 / 4", changes.flatMap((u) => [-4, -1, 0, 1, 4].map((k) => u * (1 + k * Number.EPSILON)))],
  ];

  it.each(ranges)("has the bits of FDLIBM's: %s", (_where, numbers) => {
    const points = Float64Array.from(numbers).filter((u) => Math.abs(u) < 350);
    expect(sha256(fused(single(tanh)).jacobian(points))).toBe(sha256(single(fdlibmTanh).jacobian(points)));
  });

  // Elsewhere compilers may have fused multiplications and additions of Math.exp.
  it.runIf(process.arch === "x64")("has the bits of Math.exp's on x64, down to the smallest numbers and to 0", () => {
    const smallest = drawn(50_000, (u) => 362 + 12 * u);
    const ends = [0, -0, 372.5, 373, 1e9, Number.MAX_VALUE, Infinity, -Infinity, Number.MIN_VALUE];
    const points = Float64Array.from([...ranges.flatMap(([, numbers]) => numbers), ...smallest, ...ends]);
    expect(sha256(fused(single(tanh)).jacobian(points))).toBe(sha256(single(tanh).jacobian(points)));
  });

  it("is not a number where its argument isn't", () => {
    expect(fused(single(tanh)).jacobian(Float64Array.of(0, Number.NaN, 0))).toEqual(Float64Array.of(1, Number.NaN, 1));
  });
});

it("the bytes of dr/dx are these, on every machine and under every version of Node", () => {
  const numbers = plainNumbers();
  const shape = { dim: 3, hidden: 50, tied: false };
  const r = fusedReconstruction(new OneLayer(parametersIn(numbers(parameterCount(shape), 4), shape), 0.1));
  expect(sha256(r.jacobian(numbers(333 * 3, 1)))).toBe(
    "87a099ec14b2025694f4e4ffdd3033f076db613b83cb732ffff6177bc4e0d913",
  );
});

it("dr/dx refuses numbers that are not whole points", () => {
  expect(() => fused(network(3, 5, 1)).jacobian(new Float64Array(7))).toThrow(
    "points must be points of dimension 3, not 7 numbers",
  );
});
