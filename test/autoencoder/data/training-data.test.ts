import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardising } from "../../../src/autoencoder/data/scaling.ts";
import { dataHash, drawnData, scaledData, splitData } from "../../../src/autoencoder/data/training-data.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";

/** n points whose numbers say which they are. */
function numbered(n: number, dim: number): Float64Array {
  return Float64Array.from({ length: n * dim }, (_, j) => j);
}

describe("splitData", () => {
  it("is a partition into parts of the given sizes that keep the order, the same for the same seed", () => {
    const inputs = [
      fc.integer({ min: 2, max: 200 }),
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    ] as const;
    fc.assert(
      fc.property(...inputs, (n, dim, fraction, seed) => {
        const { training, validation } = splitData(numbered(n, dim), dim, fraction, seed);
        expect(validation.length / dim).toBe(Math.min(n - 1, Math.max(1, Math.round(fraction * n))));
        const firsts = [training, validation].map((part) => part.filter((_, j) => j % dim === 0));
        for (const [k, part] of [training, validation].entries()) {
          part.forEach((x, j) => {
            expect(x).toBe(firsts[k][Math.floor(j / dim)] + (j % dim));
          });
          expect(firsts[k]).toEqual(firsts[k].toSorted());
        }
        expect([...training, ...validation].sort((a, b) => a - b)).toEqual([...numbered(n, dim)]);
        expect(splitData(numbered(n, dim), dim, fraction, seed)).toEqual({ dim, training, validation });
      }),
    );
  });

  it("chooses each of the 10 subsets of 2 of 5 points as often, chi-square, p = 1e-4, seeds 1 to 4000", () => {
    const counts = new Map<string, number>();
    const draws = 4000;
    for (let seed = 1; seed <= draws; seed++) {
      const key = splitData(numbered(5, 1), 1, 0.4, seed).validation.join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    const expected = draws / 10;
    const statistic = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // The upper 1e-4 quantile of chi-square with 9 degrees of freedom.
    expect(statistic).toBeLessThan(33.72);
  });

  it.each([
    [numbered(1, 2), 2, 0.5, "points must be two or more, to train on some and validate on others, not 1"],
    [numbered(0, 2), 2, 0.5, "points must hold one point or more of dimension 2, not 0 numbers"],
    [numbered(5, 1), 2, 0.5, "points must hold one point or more of dimension 2, not 5 numbers"],
    [numbered(4, 2), 2, 0, "fraction must be a number between 0 and 1, not 0"],
    [numbered(4, 2), 2, 1, "fraction must be a number between 0 and 1, not 1"],
    [numbered(4, 2), 2, Number.NaN, "fraction must be a number between 0 and 1, not NaN"],
  ])("refuses %j in %d dimensions with fraction %d", (points, dim, fraction, expected) => {
    expect(() => splitData(points, dim, fraction, 1)).toThrow(expected);
  });
});

describe("drawnData", () => {
  it("draws as many points for validation, others than for training, by the seed", () => {
    const data = drawnData(spiral(), 50, 3);
    expect([data.dim, data.training.length, data.validation.length]).toEqual([2, 100, 100]);
    expect(data.validation).not.toEqual(data.training);
    expect(drawnData(spiral(), 50, 3)).toEqual(data);
    expect(drawnData(spiral(), 50, 4).training).not.toEqual(data.training);
  });
});

describe("scaledData", () => {
  it("scales both parts with the training points' scaling", () => {
    const data = splitData(numbered(6, 2), 2, 0.5, 1);
    const scaling = standardising(data.training, 2);
    const { training, validation } = scaledData(data, scaling);
    const expected = (part: Float64Array): Float64Array =>
      part.map((x, j) => (x - scaling.mean[j % 2]) / scaling.scale[j % 2]);
    expect(training).toEqual(expected(data.training));
    expect(validation).toEqual(expected(data.validation));
  });
});

describe("dataHash", () => {
  const data = { dim: 2, training: Float64Array.of(1, 2, 3, 4), validation: Float64Array.of(5, 6) };

  it("is the SHA-256 of dimension, lengths and bytes, computed with hashlib and struct in Python", () => {
    expect(dataHash(data)).toBe("aad013527c81b8dba7323f35adfb123115c69261e0bb040145e116b28e0145ef");
  });

  it.each([
    ["a last bit", { ...data, training: Float64Array.of(1, 2, 3, 4 + 2 ** -50) }],
    ["a sign", { ...data, validation: Float64Array.of(5, -6) }],
    ["the dimension", { ...data, dim: 1 }],
    ["where training ends", { ...data, training: Float64Array.of(1, 2), validation: Float64Array.of(3, 4, 5, 6) }],
    ["the order", { ...data, training: Float64Array.of(3, 4, 1, 2) }],
  ])("changes with %s", (_name, other) => {
    expect(dataHash(other)).not.toBe(dataHash(data));
  });
});
