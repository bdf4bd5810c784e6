import { describe, expect, it } from "vitest";
import { createRng, normals, uniforms } from "../../../src/numerics/random/random.ts";

describe("createRng", () => {
  it("gives the same numbers for the same seed and others for another", () => {
    const draw = (seed: number): number[] => {
      const rng = createRng(seed);
      return [rng.uniform(), rng.normal(), rng.uniform(), rng.normal()];
    };
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  it("draws many normals as one after the other, times the deviation", () => {
    const [all, each] = [createRng(5), createRng(5)];
    expect([...normals(all, 4, 0.5)]).toEqual(Array.from({ length: 4 }, () => 0.5 * each.normal()));
    expect([...normals(all, 2)]).toEqual([each.normal(), each.normal()]);
  });

  it("fills arrays with what as many single draws give, across the ends of blocks, whatever was drawn before", () => {
    const [filled, single] = [createRng(7), createRng(7)];
    for (const length of [1, 0, 310, 3, 2000]) {
      expect([...normals(filled, length)]).toEqual(Array.from({ length }, () => single.normal()));
      expect([...uniforms(filled, length)]).toEqual(Array.from({ length }, () => single.uniform()));
      expect(filled.normal()).toBe(single.normal());
      expect(filled.uniform()).toBe(single.uniform());
    }
  });

  it("asks a stream that can't fill arrays for one number after the other", () => {
    let next = 0;
    const counting = { uniform: () => next++ / 10, normal: () => -next++ };
    expect([...uniforms(counting, 3)]).toEqual([0, 0.1, 0.2]);
    expect([...normals(counting, 2)]).toEqual([-3, -4]);
  });

  it("has normals of mean 0, variance 1 and fourth moment 3 within 4 standard errors, n = 100,000, seed 1", () => {
    const rng = createRng(1);
    const n = 100_000;
    const moments = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const z = rng.normal();
      moments[0] += z / n;
      moments[1] += z ** 2 / n;
      moments[2] += z ** 4 / n;
    }
    // Var z = 1, Var z² = 2, Var z⁴ = 96.
    expect(Math.abs(moments[0])).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(moments[1] - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(moments[2] - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  });

  it("gives other numbers for another stream of the same seed, the same for the same", () => {
    const draw = (...key: [number, ...number[]]): number => createRng(...key).uniform();
    const keys: [number, ...number[]][] = [[3], [3, 0], [3, 1], [3, 1, 0], [3, 1, 1], [1, 3], [4, 1]];
    expect(new Set(keys.map((key) => draw(...key))).size).toBe(keys.length);
    for (const key of keys) expect(draw(...key)).toBe(draw(...key));
  });

  it.each([-1, 0.5, 2 ** 32])("refuses the stream %d", (stream) => {
    expect(() => createRng(1, stream)).toThrow(/stream/);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32])("refuses the seed %d", (seed) => {
    expect(() => createRng(seed)).toThrow(/seed/);
  });
});
