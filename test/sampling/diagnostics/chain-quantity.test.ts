import { describe, expect, it } from "vitest";
import { coordinateDraws, splitChains } from "../../../src/sampling/diagnostics/chain-quantity.ts";

describe("coordinateDraws", () => {
  it("picks one coordinate of every draw of every chain", () => {
    // Two draws of three chains in the plane.
    const draws = Float64Array.of(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15);
    expect([...coordinateDraws(draws, 3, 2, 0)]).toEqual([0, 2, 4, 10, 12, 14]);
    expect([...coordinateDraws(draws, 3, 2, 1)]).toEqual([1, 3, 5, 11, 13, 15]);
  });

  it.each([
    ["coordinate must be a whole number from 0 to 1, not 2", () => coordinateDraws(new Float64Array(12), 3, 2, 2)],
    ["dim must be a positive whole number, not 0", () => coordinateDraws(new Float64Array(12), 3, 0, 0)],
    ["chains must be a positive whole number, not 1.5", () => coordinateDraws(new Float64Array(12), 1.5, 2, 0)],
    [
      "draws must hold as many draws of each of 5 chains, not 6 in all",
      () => coordinateDraws(new Float64Array(12), 5, 2, 0),
    ],
  ])("refuses: %s", (message, act) => {
    expect(act).toThrow(expect.objectContaining({ name: "InputError", message }));
  });
});

describe("splitChains", () => {
  it("gives the first half of each chain, then the second halves, without the middle one of an odd number", () => {
    // Chains 0 1 2 3 4 and 10 11 12 13 14.
    const draws = Float64Array.of(0, 10, 1, 11, 2, 12, 3, 13, 4, 14);
    const { halves, count, length } = splitChains(draws, 2);
    expect([...halves]).toEqual([0, 1, 10, 11, 3, 4, 13, 14]);
    expect([count, length]).toEqual([4, 2]);
  });

  it.each([
    ["chains must be a positive whole number, not 0", Float64Array.of(1, 2, 3, 4), 0],
    ["draws must hold as many draws of each of 3 chains, not 4 in all", Float64Array.of(1, 2, 3, 4), 3],
    ["draws must hold at least 4 draws of each chain, not 2", Float64Array.of(1, 2, 3, 4), 2],
    ["draws[1] must be a finite number, not NaN", Float64Array.of(1, Number.NaN, 3, 4), 1],
  ])("refuses: %s", (message, draws, chains) => {
    expect(() => splitChains(draws, chains)).toThrow(expect.objectContaining({ name: "InputError", message }));
  });
});
