import { InputError } from "../../numerics/input-error.ts";
import type { Interval } from "../density.ts";
import type { Box } from "./formula-bounds.ts";
import { type EnergyPanel, logSum, logVolume, type MassPanels } from "./mass-panels.ts";

/** Panels that are at least this number of halvings narrower than the domain show how the mass falls towards a singular point. */
const FIRST_LEVEL = 12;
/** Levels from which a rate is taken. */
const FEWEST_LEVELS = 6;
/** If the logarithm of the mass falls by less than this from level to level, the mass counts as constant. */
const SLOWEST_FALL = 0.02;
/** The largest fraction of the mass that may be left near the singular point. */
const LARGEST_FRACTION = 1e-3;
/** The tolerance for the scatter of the levels' masses about their power law: panels are not symmetric about the point. */
const SAFETY = 4;

/**
 * The mass next to points and lines at which E goes to -infinity, inside of the smallest panels. The panels around them get
 * narrower by halves; their mass falls by a constant factor from level to level, which is extrapolated to the point.
 *
 * @returns its logarithm, of an upper estimate; -Infinity where there are no such points
 * @throws InputError where that mass is infinite, or more than a thousandth of the whole
 */
export function logSingularMass(
  { resolved, unresolved, logMassLower }: MassPanels,
  domain: readonly Interval[],
  energy: (x: number, y: number) => number,
): number {
  const singular = unresolved.filter((panel) => panel.energy[0] === -Infinity);
  const bounded = logSum(unresolved.map((panel) => logVolume(panel) - panel.energy[0]).filter(Number.isFinite));
  if (singular.length === 0) return bounded;
  const levels = massByLevel(resolved, domain, energy);
  const where = middleOf(singular[0]);
  const fall = levels.length < FEWEST_LEVELS ? 0 : -slopeOf(levels);
  if (!(fall > SLOWEST_FALL)) {
    throw new InputError({
      argument: "expression",
      problem: `has no finite integral of exp(-E) over the domain: E falls too fast towards ${where}`,
    });
  }
  const left = Math.log(SAFETY) + levels[levels.length - 1][1] - Math.log(-Math.expm1(-fall));
  if (left - logMassLower > Math.log(LARGEST_FRACTION)) {
    throw new InputError({
      argument: "expression",
      verb: "have",
      allowed: `at most ${LARGEST_FRACTION} of the mass of exp(-E) so near to ${where} that it cannot be computed`,
      problem: "more",
    });
  }
  return logSum([bounded, left]);
}

/** Levels of narrow panels, and the logarithm of the mass on each. */
function massByLevel(
  panels: readonly EnergyPanel[],
  domain: readonly Interval[],
  energy: (x: number, y: number) => number,
): [level: number, logMass: number][] {
  const levels = new Map<number, number[]>();
  for (const panel of panels) {
    const fractions = domain.map(([lower, upper], a) => (panel.upper[a] - panel.lower[a]) / (upper - lower));
    const level = Math.round(-Math.log2(Math.min(...fractions)));
    if (level < FIRST_LEVEL) continue;
    const [x, y] = panel.lower.map((low, a) => low + (panel.upper[a] - low) / 2);
    const masses = levels.get(level) ?? [];
    masses.push(logVolume(panel) - energy(x, y));
    levels.set(level, masses);
  }
  return [...levels].sort((a, b) => a[0] - b[0]).map(([level, masses]) => [level, logSum(masses)]);
}

/** The slope of the straight line of least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const products = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return products / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** "x = 1, y = 2" */
function middleOf({ lower, upper }: Box): string {
  return Array.from(lower, (low, a) => `${["x", "y"][a]} = ${low + (upper[a] - low) / 2}`).join(", ");
}
