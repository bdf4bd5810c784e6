import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fusedReconstruction } from "../../../src/autoencoder/kernel/fused-reconstruction.ts";
import { sigmoid } from "../../../src/autoencoder/network/activation.ts";
import { OneLayer, TiedOneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { type OneLayerShape, parameterCount, parametersIn } from "../../../src/autoencoder/network/parameters.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { projectRoot } from "../../../src/project.ts";
import { plainNumbers, sha256 } from "../../support/bytes.ts";
import { needFreshDist } from "../../support/fresh-dist.ts";

needFreshDist();

/** A network some of whose hidden units are saturated and some are not. */
function network(shape: OneLayerShape, seed: number): OneLayer {
  const weights = parametersIn(
    uniforms(parameterCount(shape), seed).map((x) => 4 * x * x * x),
    shape,
  );
  return shape.tied ? new TiedOneLayer(weights, 0.1) : new OneLayer(weights, 0.1);
}

/** Numbers of [-1, 1). */
function uniforms(n: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => 2 * rng.uniform() - 1);
}

/**
 * How far r(x), computed in float64, can be from the exact one: a sum of n terms errs by n eps times the sum of their
 * absolute values, whatever its order, tanh by 3 eps of itself, and its argument's error is handed on by tanh' <= 1.
 */
function rounding(r: OneLayer, points: Float64Array): Float64Array {
  const { dim, hidden, weights } = r;
  const eps = Number.EPSILON;
  return points.map((_, j) => {
    const [first, a] = [j - (j % dim), j % dim];
    let size = Math.abs(weights.outputBias[a]);
    let bound = 0;
    for (let k = 0; k < hidden; k++) {
      let sum = Math.abs(weights.hiddenBias[k]);
      for (let b = 0; b < dim; b++) sum += Math.abs(weights.encoder[k * dim + b] * points[first + b]);
      const weight = Math.abs(weights.decoder[a * hidden + k]);
      bound += weight * (3 + (dim + 2) * sum) * eps;
      size += weight;
    }
    return bound + (hidden + 3) * eps * size;
  });
}

const problems = fc
  .record({
    dim: fc.integer({ min: 1, max: 6 }),
    hidden: fc.integer({ min: 1, max: 19 }),
    tied: fc.boolean(),
    n: fc.integer({ min: 0, max: 21 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ n, seed, ...shape }) => ({ given: network(shape, seed), points: uniforms(n * shape.dim, seed + 1) }));

describe("r(x)", () => {
  it("is that of the network, up to the rounding of both, tied and untied, whatever d, H and the number of points", () => {
    fc.assert(
      fc.property(problems, ({ given, points }) => {
        const values = fusedReconstruction(given).evaluate(points);
        const plain = given.evaluate(points);
        expect(values.length).toBe(plain.length);
        for (const [j, bound] of rounding(given, points).entries()) {
          expect(Math.abs(values[j] - plain[j])).toBeLessThanOrEqual(2 * bound);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is that of the network of the size of the paper's, d = 10 and H = 500, to 1e-13 of the largest", () => {
    const given = network({ dim: 10, hidden: 500, tied: false }, 5);
    const points = uniforms(10 * 101, 6);
    const plain = given.evaluate(points);
    const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const values = fusedReconstruction(given).evaluate(points);
    for (const [j, value] of values.entries()) expect(Math.abs(value - plain[j])).toBeLessThan(1e-13 * largest);
  });

  it("is not a number where a coordinate isn't, and the points beside it are not disturbed", () => {
    const r = fusedReconstruction(network({ dim: 3, hidden: 7, tied: false }, 1));
    const points = uniforms(3 * 9, 2);
    const whole = r.evaluate(points);
    for (const at of [0, 4, 8]) {
      const values = r.evaluate(points.with(3 * at + 1, Number.NaN));
      expect(values).toEqual(whole.map((value, j) => (Math.floor(j / 3) === at ? Number.NaN : value)));
    }
    expect(r.evaluate(points)).toEqual(whole);
  });

  it("is of the weights as they were", () => {
    const given = network({ dim: 2, hidden: 7, tied: false }, 1);
    const points = uniforms(10, 2);
    const r = fusedReconstruction(given);
    const before = [r.evaluate(points), r.jacobian(points)];
    given.weights.decoder.fill(0);
    expect([r.evaluate(points), r.jacobian(points)]).toEqual(before);
  });
});

it("dimension and sigma are the network's", () => {
  const r = fusedReconstruction(network({ dim: 3, hidden: 7, tied: true }, 1));
  expect([r.dim, r.sigma]).toEqual([3, 0.1]);
});

describe("the bytes of the result", () => {
  const given = network({ dim: 3, hidden: 50, tied: false }, 3);

  it("are the same whatever points are beside a point, and how many: 1 to 13 of them, from anywhere", () => {
    const r = fusedReconstruction(given);
    const points = uniforms(3 * 26, 4);
    const whole = r.evaluate(points);
    for (let n = 1; n <= 13; n++) {
      for (let start = 0; start < 13; start++) {
        const range = [3 * start, 3 * (start + n)] as const;
        expect(r.evaluate(points.slice(...range))).toEqual(whole.slice(...range));
      }
    }
  });

  it("are the same where there are more points than the kernel takes at a time", () => {
    const r = fusedReconstruction(network({ dim: 2, hidden: 3, tied: false }, 1));
    const few = uniforms(2 * 7, 1);
    const many = Float64Array.from({ length: 2 * 40_001 }, (_, j) => few[j % few.length]);
    const values = r.evaluate(few);
    expect(r.evaluate(many).every((value, j) => value === values[j % few.length])).toBe(true);
  });

  it("are the same with 1, 2 and 3 threads, ten times in a row, before the others are there and after", async () => {
    const points = uniforms(3 * 2003, 5);
    const expected = sha256(fusedReconstruction(given).evaluate(points));
    for (const threads of [2, 3]) {
      const r = fusedReconstruction(given, { threads });
      expect(r.threads).toBe(threads);
      for (let repeat = 0; repeat < 10; repeat++) {
        expect(sha256(r.evaluate(points))).toBe(expected);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await r.close();
      await r.close();
      expect(sha256(r.evaluate(points))).toBe(expected);
    }
  });

  it("are these, on every machine and under every version of Node", () => {
    const numbers = plainNumbers();
    const digests = [false, true].map((tied) => {
      const shape = { dim: 3, hidden: 50, tied };
      const weights = parametersIn(numbers(parameterCount(shape), 4), shape);
      const r = tied ? new TiedOneLayer(weights, 0.1) : new OneLayer(weights, 0.1);
      return sha256(fusedReconstruction(r).evaluate(numbers(333 * 3, 1)));
    });
    expect(digests).toEqual([
      "472406701072b112dae84e4d6137c6fdbd426c300560e84268ee3c37d9ea2ed3",
      "14500fcdb648ac6bafbd372c0bf25f51dbeaac1990c02c58988cc8a8c626ae8d",
    ]);
  });

  it("are the same after an evaluation that was interrupted", async () => {
    const points = uniforms(3 * 2003, 5);
    const r = fusedReconstruction(given, { threads: 2 });
    const expected = sha256(r.evaluate(points));
    const context = createContext({ r, points: points.map((x) => -x) });
    for (let repeat = 0; repeat < 5; repeat++) {
      expect(() => runInContext("while (true) r.evaluate(points)", context, { timeout: 5 + 3 * repeat })).toThrow(
        /timed out/,
      );
      expect(sha256(r.evaluate(points))).toBe(expected);
    }
    await r.close();
  });
});

it.each([
  ["a process that forgot to close it ends, within 30 s", ""],
  ["a process that waits for it to close ends, within 30 s", "await r.close();"],
])("%s", { timeout: 60_000 }, (_title, end) => {
  const entry = pathToFileURL(join(projectRoot(), "dist", "index.js"));
  const program = `
    import { fusedReconstruction, OneLayer } from ${JSON.stringify(entry)};
    const [encoder, hiddenBias, decoder, outputBias] = [18, 9, 18, 2].map((n) => new Float64Array(n).fill(0.5));
    const r = fusedReconstruction(new OneLayer({ encoder, hiddenBias, decoder, outputBias }, 0.1), { threads: 2 });
    console.log(r.threads, r.evaluate(new Float64Array(20_000)).length);
    ${end}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
    timeout: 30_000,
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "2 20000\n", stderr: "" });
});

describe("refuses, by name,", () => {
  const given = network({ dim: 3, hidden: 5, tied: false }, 1);

  it("another activation than tanh", () => {
    const other = new OneLayer(given.weights, 0.1, sigmoid);
    expect(() => fusedReconstruction(other)).toThrow(
      "network must have the activation tanh, which the kernel is made for, not sigmoid",
    );
  });

  it.each([0, 1.5, Number.NaN])("%d threads", (threads) => {
    expect(() => fusedReconstruction(given, { threads })).toThrow(
      `threads must be a positive whole number, not ${threads}`,
    );
  });

  it("numbers that are not whole points", () => {
    expect(() => fusedReconstruction(given).evaluate(new Float64Array(7))).toThrow(
      "points must be points of dimension 3, not 7 numbers",
    );
  });
});
