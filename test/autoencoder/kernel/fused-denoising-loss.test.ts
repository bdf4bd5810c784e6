import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FusedDenoisingLoss } from "../../../src/autoencoder/kernel/fused-denoising-loss.ts";
import { planMemory } from "../../../src/autoencoder/kernel/fused-layout.ts";
import type { FusedOptions } from "../../../src/autoencoder/kernel/fused-loss.ts";
import { DenoisingLoss } from "../../../src/autoencoder/training/denoising-loss.ts";
import { projectRoot } from "../../../src/project.ts";
import { plainNumbers, sha256 } from "../../support/bytes.ts";
import { denoisingRounding } from "../../support/denoising-rounding.ts";
import { needFreshDist } from "../../support/fresh-dist.ts";
import { type TrainingProblem, trainingProblem } from "../../support/training-problem.ts";
import { valueAndGradient } from "../../support/value-and-gradient.ts";

needFreshDist();

const problems: fc.Arbitrary<TrainingProblem> = fc
  .record({
    dim: fc.integer({ min: 1, max: 5 }),
    hidden: fc.integer({ min: 1, max: 19 }),
    tied: fc.boolean(),
    // Fewer than one group of four, several, and more than there are parts.
    samples: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 120, max: 140 })),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ samples, seed, ...shape }) => trainingProblem(shape, samples, seed));

function fused({ clean, noisy, shape }: TrainingProblem, options?: FusedOptions): Promise<FusedDenoisingLoss> {
  return FusedDenoisingLoss.create(clean, noisy, shape, options);
}

describe("its value and gradient", () => {
  it("are those of the plain loss, up to the rounding of both, tied and untied, whatever d, H and N", async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (given) => {
        const { clean, noisy, shape, parameters } = given;
        const values = valueAndGradient(await fused(given, { threads: 1 }), parameters);
        const plain = valueAndGradient(new DenoisingLoss(clean, noisy, shape), parameters);
        const bounds = denoisingRounding(parameters, clean, noisy, shape);
        for (const [j, bound] of [bounds.loss, ...bounds.gradient].entries()) {
          expect(Math.abs(values[j] - plain[j])).toBeLessThanOrEqual(2 * bound);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("are those of the plain loss where there are many hidden units and inputs, to 1e-13 of the largest", async () => {
    for (const tied of [false, true]) {
      const given = trainingProblem({ dim: 11, hidden: 301, tied }, 403, 5);
      const values = valueAndGradient(await fused(given), given.parameters);
      const plain = valueAndGradient(new DenoisingLoss(given.clean, given.noisy, given.shape), given.parameters);
      const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)));
      for (const [j, value] of values.entries()) {
        expect(Math.abs(value - plain[j])).toBeLessThanOrEqual(1e-13 * largest);
      }
    }
  });

  it("are those of the plain loss where hidden units are taken in several blocks, up to the rounding of both", async () => {
    // A block is 4 floor(256 / d) hidden units, and 4 at least. Neither the hidden units nor the samples are whole blocks.
    for (const [dim, hidden, samples] of [
      [9, 230, 700],
      [70, 33, 333],
      [301, 13, 150],
    ]) {
      for (const tied of [false, true]) {
        const given = trainingProblem({ dim, hidden, tied }, samples, 5);
        const { clean, noisy, shape, parameters } = given;
        const values = valueAndGradient(await fused(given, { threads: 1 }), parameters);
        const plain = valueAndGradient(new DenoisingLoss(clean, noisy, shape), parameters);
        const bounds = denoisingRounding(parameters, clean, noisy, shape);
        for (const [j, bound] of [bounds.loss, ...bounds.gradient].entries()) {
          expect(Math.abs(values[j] - plain[j])).toBeLessThanOrEqual(2 * bound);
        }
      }
    }
  });

  it("are those of another draw after setNoisy, to the byte", async () => {
    const given = trainingProblem({ dim: 2, hidden: 7, tied: false }, 30, 1);
    const noisy = given.noisy.map((x) => x + 0.1);
    const loss = await fused(given);
    expect(valueAndGradient(loss, given.parameters)).not.toEqual(
      valueAndGradient(await fused({ ...given, noisy }), given.parameters),
    );
    loss.setNoisy(noisy);
    expect(valueAndGradient(loss, given.parameters)).toEqual(
      valueAndGradient(await fused({ ...given, noisy }), given.parameters),
    );
  });

  it.each([0, 6, 9, 15, 16])("say so where parameter %i is not a number", async (j) => {
    // W (3, 2) | b (3) | V (2, 3) | c (2).
    const given = trainingProblem({ dim: 2, hidden: 3, tied: false }, 5, 1);
    const loss = await fused(given);
    expect(loss.evaluate(given.parameters.with(j, Number.NaN), new Float64Array(loss.size))).toBeNaN();
    // And it is forgotten.
    expect(loss.evaluate(given.parameters, new Float64Array(loss.size))).not.toBeNaN();
  });

  it("say so where one point is not a number, the last of an incomplete group too", async () => {
    const given = trainingProblem({ dim: 2, hidden: 3, tied: true }, 5, 1);
    for (const j of [0, 9]) {
      for (const name of ["clean", "noisy"] as const) {
        const loss = await fused({ ...given, [name]: given[name].with(j, Number.NaN) });
        expect(loss.evaluate(given.parameters, new Float64Array(loss.size))).toBeNaN();
      }
    }
  });
});

describe("the bytes of the result", () => {
  const large = trainingProblem({ dim: 2, hidden: 500, tied: false }, 2003, 3);

  it("are the same with 1, 2 and 3 threads, ten times in a row", async () => {
    const [one, ...others] = await Promise.all([1, 2, 3].map((threads) => fused(large, { threads })));
    const expected = sha256(valueAndGradient(one, large.parameters));
    for (const [k, loss] of others.entries()) {
      expect(loss.threads).toBe(k + 2);
      for (let repeat = 0; repeat < 10; repeat++)
        expect(sha256(valueAndGradient(loss, large.parameters))).toBe(expected);
      await loss.close();
    }
  });

  it("are the same where the value alone is computed, before the gradient and after it, with 1, 2 and 3 threads", async () => {
    const expected = (await fused(large, { threads: 1 })).evaluate(
      large.parameters,
      new Float64Array(large.parameters.length),
    );
    for (const threads of [1, 2, 3]) {
      const loss = await fused(large, { threads });
      const before = loss.value(large.parameters);
      const between = loss.evaluate(large.parameters, new Float64Array(loss.size));
      expect([before, between, loss.value(large.parameters)]).toEqual([expected, expected, expected]);
      await loss.close();
    }
  });

  it("are these, on every machine and under every version of Node", async () => {
    const numbers = plainNumbers();
    const digests = [];
    for (const shape of [
      { dim: 3, hidden: 50, tied: false },
      { dim: 3, hidden: 50, tied: true },
      { dim: 70, hidden: 130, tied: false },
      { dim: 301, hidden: 13, tied: true },
    ]) {
      const clean = numbers(333 * shape.dim, 1);
      const noise = numbers(clean.length, 0.125);
      const noisy = clean.map((x, j) => x + noise[j]);
      const loss = await FusedDenoisingLoss.create(clean, noisy, shape, { threads: 2 });
      digests.push(sha256(valueAndGradient(loss, numbers(loss.size, 4))));
      await loss.close();
    }
    expect(digests).toEqual([
      "95d5c903cca0854942ab54e57c967fd136692830c2782c673679597ea07f9415",
      "5b21b972275aed949cc129738eea56c7bc5e812ac003cc7756d3b959fc6989ac",
      "9feaaaff74c20603b8a4cd489b75f5dcb9d6548dba96d6b59497d63ba588848f",
      "99d86dc172a508820e9b347759c5b45779f8fca19a397fd264f83818bce219f3",
    ]);
  });

  it("are the same after an evaluation that was interrupted", async () => {
    const loss = await fused(large, { threads: 2 });
    const expected = sha256(valueAndGradient(loss, large.parameters));
    const gradient = new Float64Array(loss.size);
    const context = createContext({ loss, gradient, parameters: large.parameters.map((x) => -x) });
    for (let repeat = 0; repeat < 5; repeat++) {
      const endless = "while (true) loss.evaluate(parameters, gradient)";
      expect(() => runInContext(endless, context, { timeout: 5 + 3 * repeat })).toThrow(/timed out/);
      expect(sha256(valueAndGradient(loss, large.parameters))).toBe(expected);
    }
    await loss.close();
  });
});

describe("memory", () => {
  const pageBytes = 65536;
  const bytes = (samples: number, dim: number, hidden: number): number =>
    planMemory("denoising", samples, { dim, hidden, tied: false }, 2).pages * pageBytes;

  it("is 16 N d bytes and 272 ((2 d + 1) H + d) + 8 H d + 64 g (H + 3 d) more, with two threads and g groups, to 128 KiB", async () => {
    for (const [samples, dim, hidden, groups] of [
      [10_000, 2, 1000, 4],
      [1_000_000, 2, 10_000, 4],
      [50_000, 30, 400, 4],
      [50_000, 100, 400, 12],
      [1000, 784, 512, 16],
    ]) {
      const weights = 272 * ((2 * dim + 1) * hidden + dim) + 8 * hidden * dim;
      const expected = 16 * samples * dim + weights + 64 * groups * (hidden + 3 * dim);
      expect(Math.abs(bytes(samples, dim, hidden) - expected)).toBeLessThan(131_072);
    }
    const { bytes: actual } = await fused(trainingProblem({ dim: 2, hidden: 100, tied: false }, 1000, 1), {
      threads: 2,
    });
    expect(actual).toBe(bytes(1000, 2, 100));
  });

  it("has no part that grows with N x H: what more samples take is the same for any H, to two pages", () => {
    const growth = (hidden: number): number => bytes(1_000_000, 2, hidden) - bytes(1000, 2, hidden);
    expect(Math.abs(growth(100_000) - growth(10))).toBeLessThanOrEqual(2 * pageBytes);
  });
});

describe("threads", () => {
  it("end on close, once or twice, and evaluations go on in this one with the same bytes", async () => {
    const given = trainingProblem({ dim: 2, hidden: 9, tied: false }, 200, 1);
    const loss = await fused(given, { threads: 3 });
    const before = valueAndGradient(loss, given.parameters);
    // Resolves by the exit of each.
    await loss.close();
    await loss.close();
    expect(valueAndGradient(loss, given.parameters)).toEqual(before);
  });

  it("are no more than there are groups of four samples to work on, and one where the work is little", async () => {
    const given = trainingProblem({ dim: 2, hidden: 9, tied: false }, 6, 1);
    const loss = await fused(given, { threads: 64 });
    expect(loss.threads).toBe(2);
    await loss.close();
    expect((await fused(given)).threads).toBe(1);
  });

  it.each([
    ["a process that forgot to close it ends, within 30 s", ""],
    ["a process that waits for it to close ends, within 30 s", "await loss.close();"],
  ])("%s", { timeout: 60_000 }, (_title, end) => {
    const entry = pathToFileURL(join(projectRoot(), "dist", "index.js"));
    const program = `
      import { FusedDenoisingLoss } from ${JSON.stringify(entry)};
      const points = Float64Array.from({ length: 2000 }, (_, j) => (j % 7) / 7);
      const loss = await FusedDenoisingLoss.create(points, points, { dim: 2, hidden: 9, tied: false }, { threads: 2 });
      console.log(loss.threads, loss.evaluate(new Float64Array(loss.size), new Float64Array(loss.size)) > 0);
      ${end}`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "2 true\n", stderr: "" });
  });
});

describe("bad input is refused in a sentence", () => {
  const shape = { dim: 2, hidden: 3, tied: false };
  const points = new Float64Array(4);

  it.each([
    ["points", new Float64Array(3), points, {}, "clean must hold one point or more of dimension 2, not 3 numbers"],
    ["their corruption", points, new Float64Array(2), {}, "noisy must hold 4 numbers, as clean does, not 2"],
    ["threads", points, points, { threads: 0 }, "threads must be a positive whole number, not 0"],
    ["half threads", points, points, { threads: 1.5 }, "threads must be a positive whole number, not 1.5"],
  ])("%s", async (_what, clean, noisy, options, message) => {
    await expect(FusedDenoisingLoss.create(clean, noisy, shape, options)).rejects.toThrow(message);
  });

  it("another draw", async () => {
    const loss = await FusedDenoisingLoss.create(points, points, shape);
    expect(() => loss.setNoisy(new Float64Array(6))).toThrow("noisy must hold 4 numbers, as clean does, not 6");
  });

  it("more than a memory can hold", () => {
    expect(() => planMemory("denoising", 1e9, shape, 1)).toThrow(
      "points must take at most 4 GiB, not 29.8, as 1000000000 of dimension 2 do with 3 hidden units",
    );
  });
});
