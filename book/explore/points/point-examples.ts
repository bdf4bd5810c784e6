import { createRng } from "scorebook";
import type { Place } from "../shared/fields.ts";
import { pointsField } from "./points-state.ts";

/** Sets of points to begin with, by the names that the page shows. */
export const pointExamples: Readonly<Record<string, readonly Place[]>> = {
  "three clusters": pointsField.initial,
  "two points": rounded([
    [-0.5, 0],
    [0.5, 0],
  ]),
  "a ring": rounded(along(16, (t) => [1.2 * Math.cos(2 * Math.PI * t), 1.2 * Math.sin(2 * Math.PI * t)])),
  "a spiral": rounded(along(28, (t) => [(0.3 + 1.3 * t) * Math.cos(9 * t), (0.3 + 1.3 * t) * Math.sin(9 * t)])),
  "two moons": rounded([
    ...along(11, (t) => [Math.cos(Math.PI * t) - 0.5, Math.sin(Math.PI * t) - 0.2] as const),
    ...along(11, (t) => [0.5 - Math.cos(Math.PI * t), 0.2 - Math.sin(Math.PI * t)] as const),
  ]),
  "at random": rounded(atRandom(24)),
};

function along(n: number, at: (t: number) => Place): Place[] {
  return Array.from({ length: n }, (_, k) => at(k / n));
}

/** Draws of a Gaussian, those outside of the square left out. */
function atRandom(n: number): Place[] {
  const rng = createRng(1);
  return Array.from({ length: n }, () => [0.8 * rng.normal(), 0.8 * rng.normal()] as const).filter((place) =>
    place.every((value) => Math.abs(value) < 2),
  );
}

function rounded(places: readonly Place[]): Place[] {
  // Adding 0 makes 0 of -0.
  return places.map(([x, y]) => [Number(x.toFixed(3)) + 0, Number(y.toFixed(3)) + 0]);
}
