import { describe, expect, it } from "vitest";
import type { Interval } from "../../../src/density/density.ts";
import { type Box, FormulaBounds } from "../../../src/density/energy/formula-bounds.ts";
import { type MassPanels, massPanels } from "../../../src/density/energy/mass-panels.ts";
import { Expression } from "../../../src/density/formula/expression.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

const LOG_DROP = 80;

function panelsOf(expression: string, domain: readonly Interval[]): MassPanels {
  const { tree } = Expression.parse(expression, ["x", "y"].slice(0, domain.length));
  return massPanels(new FormulaBounds(tree, domain.length), domain, { logDrop: LOG_DROP });
}

const contains = ({ lower, upper }: Box, at: readonly number[]): boolean =>
  at.every((x, a) => lower[a] <= x && x <= upper[a]);
const widest = ({ lower, upper }: Box): number => Math.max(...lower.map((low, a) => upper[a] - low));

describe("1-D: a bell anywhere in a domain of length 1 with half of the mass, 20 random places for each width, seed 1", () => {
  it.each([1e-3, 1e-4, 1e-5, 1e-6, 1e-7])(
    "width %f: its panel is no wider than four of it, and Z lies within the bounds",
    (width) => {
      const rng = createRng(1);
      for (let k = 0; k < 20; k++) {
        const at = 0.1 + 0.8 * rng.uniform();
        const expression = `-log(exp(-((x-${at})/${width})^2/2)/${width} + exp(-((x-0.5)/0.05)^2/2)/0.05)`;
        const { resolved, unresolved, logMassLower, logMassUpper } = panelsOf(expression, [[0, 1]]);
        const own = resolved.filter((panel) => contains(panel, [at]));
        expect(own.length).toBeGreaterThan(0);
        for (const panel of own) expect(widest(panel)).toBeLessThanOrEqual(4 * width);
        const exact = Math.log(2 * Math.sqrt(2 * Math.PI));
        expect(logMassLower).toBeLessThan(exact);
        expect(logMassUpper).toBeGreaterThan(exact);
        expect(unresolved).toHaveLength(0);
      }
    },
  );
});

it("1-D: a well that no even grid of 4001 points sees, since sin(4000 pi x)^2 is 0 at each of them", () => {
  const expression = "-30*sin(4000*pi*x)^2*exp(-((x-0.300125)/0.0001)^2)";
  const { resolved } = panelsOf(expression, [[0, 1]]);
  const deepest = resolved.reduce((best, panel) => (panel.energy[0] < best.energy[0] ? panel : best));
  expect(Math.abs(deepest.lower[0] - 0.300125)).toBeLessThan(1e-4);
  expect(deepest.energy[0]).toBeLessThan(-28);
  expect(widest(deepest)).toBeLessThan(1e-4);
});

describe("2-D: a bell anywhere in a square of side 1 with half of the mass, 3 random places, seed 2", () => {
  it.each([1e-2, 1e-3])("width %f: its panel is no wider than four of it, and Z lies within the bounds", (width) => {
    const rng = createRng(2);
    for (let k = 0; k < 3; k++) {
      const [a, b] = [0.1 + 0.8 * rng.uniform(), 0.1 + 0.8 * rng.uniform()];
      const expression = `-log(exp(-((x-${a})^2+(y-${b})^2)/(2*${width}^2))/${width}^2 + exp(-((x-0.5)^2+(y-0.5)^2)/0.005)/0.0025)`;
      const { resolved, logMassLower, logMassUpper } = panelsOf(expression, [
        [0, 1],
        [0, 1],
      ]);
      const own = resolved.filter((panel) => contains(panel, [a, b]));
      expect(own.length).toBeGreaterThan(0);
      for (const panel of own) expect(widest(panel)).toBeLessThanOrEqual(4 * width);
      const exact = Math.log(4 * Math.PI);
      expect(logMassLower).toBeLessThan(exact);
      expect(logMassUpper).toBeGreaterThan(exact);
    }
  });
});

describe("the panels", () => {
  it.each([
    ["x^2/2", [-1e6, 1e6], 0],
    ["3*log(1+x^2/5)", [-1e6, 1e6], 0],
    ["x^4/4 - x^2/2 + 5000", [-100, 100], 0],
    ["-log(exp(-((x-1.2345)/1e-5)^2/2)/1e-5 + exp(-x^2/2))", [-8, 8], 0],
    ["0.25*log((x-0.037)^2)", [-1, 1], 1],
  ] as [string, [number, number], number][])(
    "of %s on %j fill the domain with the negligible ones and at least %i that stay unresolved; they are fewer than 200",
    (expression, domain, stuck) => {
      const { resolved, negligible, unresolved } = panelsOf(expression, [domain]);
      expect(unresolved.length).toBeGreaterThanOrEqual(stuck);
      expect(resolved.length).toBeLessThan(200);
      const all = [...resolved, ...negligible, ...unresolved].sort((a, b) => a.lower[0] - b.lower[0]);
      expect(all[0].lower[0]).toBe(domain[0]);
      all.forEach((panel, i) => {
        expect(panel.upper[0]).toBe(i + 1 < all.length ? all[i + 1].lower[0] : domain[1]);
      });
      for (const { energy } of resolved) expect(energy[1] - energy[0]).toBeLessThanOrEqual(4);
    },
  );

  it("leave open no less mass than there is: of exp(-x^2/2) on [-20, 20] the tails, below exp(-75)", () => {
    const { negligible, logOpenMass } = panelsOf("x^2/2", [[-20, 20]]);
    const nearest = Math.min(...negligible.map(({ lower, upper }) => Math.min(Math.abs(lower[0]), Math.abs(upper[0]))));
    // Mills' ratio: the tail beyond t is above exp(-t^2/2) t / (1 + t^2).
    const tail = Math.log((2 * nearest) / (1 + nearest ** 2)) - nearest ** 2 / 2;
    expect(logOpenMass).toBeGreaterThanOrEqual(tail);
    expect(logOpenMass).toBeLessThan(-75);
  });
});

it.each([
  ["cos(1e6*x)", [[-8, 8]], /vary less on \[-8, 8\]: 20000 panels do not resolve it/],
  ["sqrt(x)", [[-1, 1]], /a number everywhere on the domain, but at x = .* it is NaN/],
  [
    "log(x*y)",
    [
      [-1, 1],
      [0, 1],
    ],
    /but at x = .*, y = .* it is NaN/,
  ],
  ["-log(exp(1000-x^2))", [[-1, 1]], /bounded below but for a few points/],
] as [string, Interval[], RegExp][])("%s on %j is refused: %s", (expression, domain, message) => {
  expect(() => panelsOf(expression, domain)).toThrow(message);
});
