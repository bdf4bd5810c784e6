import { describe, expect, test } from "vitest";
import { basinColors } from "../../../book/explore/points/basin-colors.ts";
import { pointExamples } from "../../../book/explore/points/point-examples.ts";
import { pointsCommand, pointsTypescript } from "../../../book/explore/points/points-code.ts";
import { GRID, mergingOf, pointsNumbers } from "../../../book/explore/points/points-numbers.ts";
import { pointsSentence } from "../../../book/explore/points/points-sentence.ts";
import { type PointsState, pointsFields } from "../../../book/explore/points/points-state.ts";
import { initialState } from "../../../book/explore/shared/address.ts";
import { runCopiedCommands, runCopiedTypescript } from "../../support/copied-code.ts";

const state: PointsState = {
  ...{ sigma: 0.35 },
  points: [
    [-1, 0.125],
    [0.8, 0.5],
    [0.9, -0.7],
  ],
};

interface Printed {
  readonly modes: readonly {
    readonly at: number[];
    readonly kind: string;
    readonly slope: number;
    readonly rows: number;
  }[];
  readonly labels: readonly number[];
}

describe("the code for points that were placed prints the page's fixed points and basins", () => {
  const { modes } = pointsNumbers(state);

  test.each([
    ["TypeScript", async () => [await runCopiedTypescript(pointsTypescript(state))]],
    ["a command", async () => runCopiedCommands(pointsCommand(state))],
  ])("as %s: labels alike, places and slopes to 1e-12", async (_what, run) => {
    const [printed] = (await run()) as Printed[];
    expect(modes.modes.length).toBeGreaterThanOrEqual(3);
    expect(printed.labels).toEqual([...modes.labels]);
    expect(printed.modes.map(({ kind, rows }) => [kind, rows])).toEqual(
      modes.modes.map(({ kind, starts }) => [kind, starts]),
    );
    printed.modes.forEach(({ at, slope }, k) => {
      const own = modes.modes[k];
      for (const [a, value] of [...at, slope].entries()) {
        expect(Math.abs(value - [...own.at, own.slope][a])).toBeLessThanOrEqual(1e-12);
      }
    });
  });
});

describe("as sigma grows", () => {
  const merging = mergingOf(state.points);

  test("points have a fixed point each at first, and one for all of them at last", () => {
    expect(merging.counts[0]).toBe(3);
    expect(merging.counts.at(-1)).toBe(1);
  });

  test("two points merge at half of their distance: there the slope of r in their middle falls below 1", () => {
    const { sigmas, counts } = mergingOf([
      [-0.5, 0],
      [0.5, 0],
    ]);
    sigmas.forEach((sigma, k) => {
      // r'(0) = a^2 / sigma^2 for points at -a and a.
      expect(counts[k], `sigma = ${sigma}`).toBe(sigma < 0.5 ? 2 : 1);
    });
  });

  test("the sentence names the fixed points, their basins, and the sigma from which there is one", () => {
    expect(pointsSentence(state, pointsNumbers(state), merging)).toMatch(
      /^3 points\. At σ = 0\.35 the arrows r\(x\) − x lead to 3 fixed points: \(.+\) with \d+ % of the square.* From σ = [\d.]+ on all points share one fixed point\.$/,
    );
  });
});

test("places of one basin have one hue, places of two basins two, and the densest place the strongest colour", () => {
  const numbers = pointsNumbers(state);
  const colorAt = basinColors(state.points, numbers);
  const hues = new Map<number, string>();
  for (let place = 0; place < GRID ** 2; place++) {
    const label = numbers.modes.labels[place];
    const hue = colorAt(place).slice(0, 3).join();
    expect(hues.get(label) ?? hue).toBe(hue);
    hues.set(label, hue);
  }
  expect(new Set(hues.values()).size).toBeGreaterThanOrEqual(3);
  const opacities = Array.from({ length: GRID ** 2 }, (_, place) => colorAt(place)[3]);
  expect(opacities.indexOf(Math.max(...opacities))).toBe(numbers.logDensity.indexOf(Math.max(...numbers.logDensity)));
});

test.each(Object.entries(pointExamples))("the example %s can be in an address", (_name, points) => {
  const { points: field } = pointsFields;
  expect(field.parse(field.format(points))).toEqual(points);
  expect(initialState(pointsFields).points.length).toBeGreaterThan(3);
});
