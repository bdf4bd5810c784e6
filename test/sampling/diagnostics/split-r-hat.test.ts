import { describe, expect, it } from "vitest";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { rankNormalisedRHat, splitRHat } from "../../../src/sampling/diagnostics/split-r-hat.ts";
import { diagnosticsFixture } from "../../support/diagnostics-fixture.ts";

describe("against arviz, within 1e-10", () => {
  it.each(diagnosticsFixture().chains)("$name", ({ draws, chains, ...expected }) => {
    expect(splitRHat(draws, chains)).toBeCloseTo(expected.splitRHat ?? Number.NaN, 10);
    expect(rankNormalisedRHat(draws, chains)).toBeCloseTo(expected.rankNormalisedRHat ?? Number.NaN, 10);
  });
});

describe("what they are for", () => {
  const chains = 4;
  const good = normals(createRng(1), 400 * chains);
  const changed = (change: (x: number, chain: number, draw: number) => number): Float64Array =>
    good.map((x, i) => change(x, i % chains, Math.floor(i / chains)));

  it("independent draws: both below 1.01, seed 1", () => {
    expect(splitRHat(good, chains)).toBeLessThan(1.01);
    expect(rankNormalisedRHat(good, chains)).toBeLessThan(1.01);
  });

  it("one chain at another place: both above 1.1", () => {
    const draws = changed((x, chain) => (chain === 0 ? x + 1 : x));
    expect(splitRHat(draws, chains)).toBeGreaterThan(1.1);
    expect(rankNormalisedRHat(draws, chains)).toBeGreaterThan(1.1);
  });

  it("all chains on their way together: both above 1.1, as halves are compared", () => {
    const draws = changed((x, _chain, draw) => x + draw / 200);
    expect(splitRHat(draws, chains)).toBeGreaterThan(1.1);
    expect(rankNormalisedRHat(draws, chains)).toBeGreaterThan(1.1);
  });

  it("one chain three times as wide: split R-hat below 1.01, the folded ranks above 1.1", () => {
    const draws = changed((x, chain) => (chain === 0 ? 3 * x : x));
    expect(splitRHat(draws, chains)).toBeLessThan(1.01);
    expect(rankNormalisedRHat(draws, chains)).toBeGreaterThan(1.1);
  });

  it("the bulk part stays the same under any increasing map of the draws, so that means need not exist", () => {
    // The fourth chain is elsewhere, so that the bulk decides.
    const draws = changed((x, chain) => (chain === 3 ? x + 4 : x));
    const exponential = draws.map((x) => Math.exp(x / 4));
    expect(rankNormalisedRHat(exponential, chains)).toBe(rankNormalisedRHat(draws, chains));
    expect(splitRHat(exponential, chains)).not.toBeCloseTo(splitRHat(draws, chains), 2);
  });

  it("chains that stand still at different places: Infinity; that are all at one place: NaN", () => {
    const still = Float64Array.from({ length: 20 }, (_, i) => i % 2);
    expect(splitRHat(still, 2)).toBe(Number.POSITIVE_INFINITY);
    expect(rankNormalisedRHat(still, 2)).toBe(Number.POSITIVE_INFINITY);
    expect(splitRHat(new Float64Array(20).fill(0.1), 2)).toBeNaN();
    expect(rankNormalisedRHat(new Float64Array(20).fill(0.1), 2)).toBeNaN();
  });

  it.each([
    [0.1, 0.3],
    [1 / 3, 2 / 3],
    [1e160, -3e159],
    [1e-165, 7e-166],
  ])("chains that stand still at %d and %d, whose mean is rounded: Infinity", (first, second) => {
    const still = Float64Array.from({ length: 202 }, (_, i) => (i % 2 === 0 ? first : second));
    expect(splitRHat(still, 2)).toBe(Number.POSITIVE_INFINITY);
    expect(rankNormalisedRHat(still, 2)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([1e160, 1.7e308 / 5, 1e-165, 1e-307])("do not depend on the unit, which may be %d, to 1e-12", (unit) => {
    const draws = changed((x, chain) => (chain === 0 ? x + 0.5 : x));
    const measured = draws.map((x) => x * unit);
    expect(splitRHat(measured, chains)).toBeCloseTo(splitRHat(draws, chains), 12);
    expect(rankNormalisedRHat(measured, chains)).toBeCloseTo(rankNormalisedRHat(draws, chains), 12);
  });
});
