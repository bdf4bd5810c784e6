import exp from "@stdlib/math-base-special-exp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_SLOT } from "../../../src/numerics/memory-slots.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import {
  type LineKernel,
  type NodeSums,
  type NodesPart,
  nodeSums,
} from "../../../src/reconstruction/line/node-sums.ts";
import { sha256 } from "../../support/bytes.ts";

/** The same sums in plain JavaScript. */
function plainSums(parts: readonly NodesPart[], { x, logKernel, largest }: LineKernel): NodeSums {
  const [weights, distances]: [number[], number[]] = [[], []];
  for (const { anchor, offsets, logWeights } of parts) {
    offsets.forEach((offset, i) => {
      const distance = offset - (x - anchor);
      distances.push(distance);
      weights.push(exponential(logWeights[i] + logKernel * distance * distance - largest));
    });
  }
  let [mass, moment, squares] = [0, 0, 0];
  weights.forEach((weight, i) => {
    mass += weight;
    moment += weight * distances[i];
  });
  weights.forEach((weight, i) => {
    squares += weight * (distances[i] - moment / mass) ** 2;
  });
  return { mass, moment, squares };
}

/** FDLIBM's on every machine, except where @stdlib leaves it: at 1, and where it is smaller than all normal numbers. */
function exponential(x: number): number {
  return x === 1 ? Math.E : x < -708 && process.arch === "x64" ? Math.exp(x) : exp(x);
}

function part(anchor: number, offsets: readonly number[], logWeights: readonly number[]): NodesPart {
  return { slot: NO_SLOT, anchor, offsets: Float64Array.from(offsets), logWeights: Float64Array.from(logWeights) };
}

/** Parts one beside the other, some of them points with mass or with few nodes. */
function randomParts(count: number, seed: number): NodesPart[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, j) => {
    const nodes = rng.uniform() < 0.5 ? 16 : 1 + Math.floor(16 * rng.uniform());
    const numbers = (f: (u: number) => number): number[] => Array.from({ length: nodes }, () => f(rng.uniform()));
    const anchor = rng.uniform() < 0.5 ? 0 : j / 4;
    const logWeights = numbers((u) => (u < 0.05 ? -Infinity : 3 - 40 * u * u));
    return part(anchor, numbers((u) => j / 4 - anchor + u).sort(), logWeights);
  });
}

describe("sums over weighted nodes have the bits of a loop", () => {
  it("whatever the parts, again and again", () => {
    const problems = fc.record({
      count: fc.integer({ min: 0, max: 40 }),
      sigma: fc.double({ min: 0.01, max: 30, noNaN: true }),
      x: fc.double({ min: -3, max: 13, noNaN: true }),
      largest: fc.double({ min: -20, max: 20, noNaN: true }),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(problems, ({ count, sigma, x, largest, seed }) => {
        const parts = randomParts(count, seed);
        const kernel = { x, logKernel: -0.5 / sigma ** 2, largest };
        expect(nodeSums(parts, kernel)).toEqual(plainSums(parts, kernel));
        const moved = { ...kernel, x: x + sigma };
        expect(nodeSums(parts.slice(1), moved)).toEqual(plainSums(parts.slice(1), moved));
      }),
      { numRuns: 1000 },
    );
  });

  it("for more parts than the memory keeps", () => {
    const parts = randomParts(5_000, 3);
    const kernel = { x: 600, logKernel: -0.5 / 300 ** 2, largest: 0 };
    for (let times = 0; times < 2; times++) expect(nodeSums(parts, kernel)).toEqual(plainSums(parts, kernel));
    const few = parts.slice(2300, 2400);
    expect(nodeSums(few, kernel)).toEqual(plainSums(few, kernel));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1e300])("at the place %d", (x) => {
    const kernel = { x, logKernel: -0.5, largest: 0 };
    const parts = randomParts(5, 4);
    expect(nodeSums(parts, kernel)).toEqual(plainSums(parts, kernel));
  });
});

describe("the weight of a single node has the bits of FDLIBM's exponential", () => {
  const weightOf = (logWeight: number): number =>
    nodeSums([part(0, [0], [logWeight])], { x: 0, logKernel: -0.5, largest: 0 }).mass;
  const rng = createRng(1);
  const drawn = (n: number, f: (u: number) => number) => Array.from({ length: n }, () => f(2 * rng.uniform() - 1));
  /** Where the exponential begins to be reduced by ln 2, and where the multiple of ln 2 changes, with the numbers beside them. */
  const changes = Array.from({ length: 1000 }, (_, n) => ((n + 1) * Math.LN2) / 2);
  const ranges: [string, readonly number[]][] = [
    ["[-1, 1]", drawn(20_000, (u) => u)],
    ["[-45, 45]", drawn(20_000, (u) => 45 * u)],
    ["[-708, 709]", drawn(20_000, (u) => 0.5 + 708.5 * u)],
    ["near 0", drawn(20_000, (u) => Math.sign(u) * 10 ** (20 * u - 20))],
    [
      "around 2^-28, where the exponential becomes 1 + x",
      drawn(20_000, (u) => Math.sign(u) * 2 ** -28 * (1 + u / 1000)),
    ],
    [
      "near multiples of ln 2 / 2",
      changes.flatMap((u) => [-4, -1, 0, 1, 4].flatMap((k) => [-u, u].map((v) => v * (1 + k * Number.EPSILON)))),
    ],
    ["special arguments", [0, -0, 1, -1, Number.MIN_VALUE, -Number.MIN_VALUE, 709.782712893384, -708.3964185322641]],
    ["out of range", [709.7827128933841, 710, 1e9, Infinity, -746, -1e9, -Number.MAX_VALUE, -Infinity, Number.NaN]],
  ];

  it.each(ranges)("%s", (_where, numbers) => {
    const inRange = Float64Array.from(numbers).filter((x) => !(x < -708 && x > -746));
    expect(sha256(inRange.map(weightOf))).toBe(sha256(inRange.map(exponential)));
  });

  // Elsewhere compilers may have fused multiplications and additions of Math.exp.
  it.runIf(process.arch === "x64")("is that of Math.exp on x64, down to the smallest numbers and to 0", () => {
    const smallest = drawn(50_000, (u) => -727 + 20 * u);
    const points = Float64Array.from([...ranges.flatMap(([, numbers]) => numbers), ...smallest]);
    expect(sha256(points.map(weightOf))).toBe(sha256(points.map(Math.exp)));
  });
});
