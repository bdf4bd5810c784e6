import type { Place } from "../shared/fields.ts";
import type { GridColors } from "../shared/grid-colors.ts";
import type { PointsNumbers } from "./points-numbers.ts";

/** Degrees from the hue of one point to that of the next: no two of many come near each other. */
const GOLDEN_ANGLE = 137.508;
/** Opacity, of 255, where p_sigma is 0, and what is added to it where p_sigma is largest. */
const [THIN, THICK] = [40, 150];

/** The colour of each place of the grid: the hue of the basin's mode, which is that of the point nearest to it; denser where p_sigma is larger. */
export function basinColors(
  points: readonly Place[],
  { modes: { modes, labels }, logDensity }: Pick<PointsNumbers, "modes" | "logDensity">,
): GridColors["colorAt"] {
  const largest = Math.max(...logDensity);
  const colors = modes.map(({ at }) => ofHue(GOLDEN_ANGLE * nearest(points, at)));
  return (place) => {
    const label = labels[place];
    const [red, green, blue] = label < 0 ? [128, 128, 128] : colors[label];
    return [red, green, blue, THIN + THICK * Math.exp(logDensity[place] - largest)];
  };
}

function nearest(points: readonly Place[], at: Float64Array): number {
  const distances = points.map(([x, y]) => Math.hypot(x - at[0], y - at[1]));
  return distances.indexOf(Math.min(...distances));
}

/** A colour of medium lightness, from 0 to 255 each of red, green and blue. */
function ofHue(degrees: number): readonly [number, number, number] {
  const part = (offset: number): number => {
    const k = (offset + degrees / 30) % 12;
    return Math.round(255 * (0.55 - 0.3 * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}
