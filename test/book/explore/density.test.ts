import { describe, expect, test } from "vitest";
import { densityCommand, densityTypescript } from "../../../book/explore/density/density-code.ts";
import { densityNumbers, densityOf } from "../../../book/explore/density/density-numbers.ts";
import { densitySentence } from "../../../book/explore/density/density-sentence.ts";
import { type DensityState, densityFields } from "../../../book/explore/density/density-state.ts";
import {
  DRAWN_PARTS,
  type DrawnCurve,
  energyOfDrawing,
  middleOf,
  withBump,
  withStroke,
} from "../../../book/explore/density/drawn-energy.ts";
import { initialState } from "../../../book/explore/shared/address.ts";
import { runCopiedCommands, runCopiedTypescript } from "../../support/copied-code.ts";

const first = initialState(densityFields);
const typed: DensityState = { energy: "2 (x^2 - 1)^2 + 0.3 sin(5 x)", from: -2, to: 2.5, sigma: 0.125, at: 0.7 };

describe("the code for a density that was typed", () => {
  const { at } = densityNumbers(typed);
  const expected = Object.fromEntries(Object.entries(at).map(([name, values]) => [name, values[0]]));

  test("in TypeScript prints the page's numbers, to 1e-12", async () => {
    const { x, ...others } = expected;
    const printed = (await runCopiedTypescript(densityTypescript(typed))) as Record<string, number>;
    expect(x).toBe(typed.at);
    expect(Object.keys(printed).sort()).toEqual(Object.keys(others).sort());
    for (const [name, value] of Object.entries(printed)) expectClose(value, others[name]);
  });

  test("as commands prints the page's score and both reconstructions, to 1e-12", () => {
    const printed = runCopiedCommands(densityCommand(typed)) as {
      readonly method: string;
      readonly r: number[][];
      readonly score: number[][];
      readonly scoreEstimate: number[][];
    }[];
    expect(printed.map(({ method }) => method)).toEqual(["dae", "rcae"]);
    for (const { method, r, score, scoreEstimate } of printed) {
      expectClose(score[0][0], expected.score);
      expectClose(r[0][0], expected[method]);
      expectClose(scoreEstimate[0][0], expected[`${method}Score`]);
    }
  });
});

test("the sentence counts the maxima of p and of the blurred density, and reads out the place", () => {
  expect(densitySentence(first, densityNumbers(first))).toMatch(
    /^p has 2 maxima; blurred by noise of σ = 0\.31 it has one maximum\. At x = 0\.5, p is 0\.373 and the score is −1\.29\./,
  );
});

describe("a density that is drawn", () => {
  const bump: DrawnCurve = {
    ...{ from: -1, to: 1 },
    heights: Float64Array.from({ length: DRAWN_PARTS }, (_, k) => 1 + 0.5 * Math.cos(Math.PI * ((k + 0.5) / 120))),
  };

  test("becomes an energy whose density follows the drawing, within what smoothing and rounding of the coefficients can change", () => {
    const energy = energyOfDrawing(bump);
    const places = bump.heights.map((_, k) => middleOf(bump, k));
    const p = densityOf({ ...bump, energy })
      .logPdf(places)
      .map(Math.exp);
    const mass = bump.heights.reduce((sum, height) => sum + height, 0) * (2 / DRAWN_PARTS);
    // log(1 + cos(t) / 2) = constant + sum of 2 (-1)^(k+1) q^k cos(k t) / k, q = 2 - sqrt(3), of which the first 14 terms are kept, each
    // times sin(u) / u, u = pi k / 15, and rounded to three decimals.
    const q = 2 - Math.sqrt(3);
    let change = 0;
    for (let k = 1; k <= 60; k++) {
      const u = (Math.PI * k) / 15;
      change += k <= 14 ? (1 - Math.sin(u) / u) * ((2 * q ** k) / k) + 0.0005 : (2 * q ** k) / k;
    }
    // p changes by that in its logarithm, and by as much at most through its normalisation.
    const bound = Math.exp(2 * change) - 1;
    expect(bound).toBeLessThan(0.05);
    p.forEach((value, k) => {
      expect(Math.abs((value * mass) / bump.heights[k] - 1)).toBeLessThanOrEqual(bound);
    });
  });

  test("changes under a stroke, and nowhere else, and under a bump most of all where the bump is", () => {
    const stroked = withStroke(bump, [-0.51, 0], [-0.26, 1]);
    const places = bump.heights.map((_, k) => middleOf(bump, k));
    const part = 2 / DRAWN_PARTS;
    places.forEach((x, k) => {
      const inside = x > -0.51 - part / 2 && x < -0.26 + part / 2;
      if (!inside) expect(stroked.heights[k]).toBe(bump.heights[k]);
      else expect(stroked.heights[k]).toBeCloseTo(Math.min(1, Math.max(0, 4 * (x + 0.51))), 12);
    });
    const raised = withBump(bump, 0.3, 0.2).heights.map((height, k) => height - bump.heights[k]);
    const highest = raised.indexOf(Math.max(...raised));
    expect(Math.abs(places[highest] - 0.3)).toBeLessThanOrEqual(part);
    expect(raised.every((change) => change >= 0)).toBe(true);
  });

  test("is flat where nothing but a line was drawn", () => {
    expect(energyOfDrawing({ from: 0, to: 1, heights: new Float64Array(DRAWN_PARTS).fill(3) })).toBe("0 x");
  });
});

function expectClose(measured: number, expected: number): void {
  expect(Math.abs(measured - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}
