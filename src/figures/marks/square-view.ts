import type { Scaling } from "../../autoencoder/data/scaling.ts";
import type { Interval } from "../../density/density.ts";

/** The margin on each side, as a fraction of the data's range, in which the surroundings of the data are seen. */
const MARGIN = 0.15;
/** The approximate number of ticks along an axis. */
const TICKS = 5;

/**
 * The ranges of two axes with one scale that contain the data and their surroundings.
 * @param x the data's ends along the first axis @param y those along the second
 * @param least the least half width
 */
export function squareAround(x: Interval, y: Interval, least = 0): readonly [x: Interval, y: Interval] {
  const ends = [x, y];
  const width = Math.max(...ends.map(([lowest, highest]) => highest - lowest)) || (least > 0 ? 0 : 1);
  const half = Math.max(width * (0.5 + MARGIN), least);
  const [rangeX, rangeY] = ends.map(
    ([lowest, highest]): Interval => [(lowest + highest) / 2 - half, (lowest + highest) / 2 + half],
  );
  return [rangeX, rangeY];
}

/**
 * Ticks at round numbers in the data's own units, for an axis of scaled data.
 * @param range of the axis, in the scaled coordinates
 * @param axis which column it shows, from 0
 */
export function scaledTicks(
  range: Interval,
  scaling: Scaling | null,
  axis: number,
): { readonly tickvals: number[]; readonly ticktext: string[] } {
  const [mean, scale] = scaling ? [scaling.mean[axis], scaling.scale[axis]] : [0, 1];
  const [from, to] = range.map((u) => mean + scale * u);
  const rough = (to - from) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((multiple) => multiple * power >= rough) ?? 10);
  const values = Array.from(
    { length: Math.floor(to / step) - Math.ceil(from / step) + 1 },
    (_, k) => (Math.ceil(from / step) + k) * step,
  );
  return {
    tickvals: values.map((value) => (value - mean) / scale),
    ticktext: values.map((value) => String(Number(value.toPrecision(6)))),
  };
}
