import { scorebookCommand } from "../shared/shell.ts";
import { GRID } from "./points-numbers.ts";
import { type PointsState, pointsJson, SIDE } from "./points-state.ts";

/** A cell of a notebook, or a script, that prints the fixed points and which place of the grid comes to which. */
export function pointsTypescript({ points, sigma }: PointsState): string {
  return `import { FinitePoints, modesOf, optimalReconstruction } from "scorebook";

const points = ${JSON.stringify(points)};
const distribution = new FinitePoints(Float64Array.from(points.flat()), 2);
const r = optimalReconstruction(distribution, "dae", ${sigma});
const along = (k: number) => ${-SIDE} + (${2 * SIDE} * k) / ${GRID - 1};
const grid = Array.from({ length: ${GRID ** 2} }, (_, i) => [along(Math.floor(i / ${GRID})), along(i % ${GRID})]);
const { modes, labels } = modesOf(r, Float64Array.from(grid.flat()));
console.log(JSON.stringify({
  modes: modes.map(({ at, kind, slope, starts }) => ({ at: [...at], kind, slope, rows: starts })),
  labels: [...labels],
}));
`;
}

/** The command that prints the same. */
export function pointsCommand({ points, sigma }: PointsState): string {
  const command = scorebookCommand(
    ...["modes", "--density", pointsJson(points), "--sigma", `${sigma}`],
    ...["--from", `${-SIDE},${SIDE}`, "--grid", `${GRID}`, "--json"],
  );
  return `${command}\n`;
}
