import type { Density, Interval } from "../../density/density.ts";
import type { MassOnPlane, PlaneBox } from "../../density/mass.ts";
import { rectanglesBetween } from "../../numerics/quadrature/integrate-box.ts";
import { densityEdges2d, largestLogPdf } from "./density-edges-2d.ts";

/** The boxes that contain a 2-D density: meshes and cubatures start from them. */
export interface DensityBoxes2d extends MassOnPlane {
  /** The smallest box that contains all of the boxes. */
  readonly hull: readonly [x: Interval, y: Interval];
}

/**
 * The boxes of a density that is bounded over boxes, such as an energy given by a formula. For any other density, the cells between
 * edges around its features; nothing but the part far from all features is known to be outside of these cells.
 *
 * @param logDrop outside of the boxes, a fraction of at most exp(-logDrop) is left: of the mass where p is bounded, else of the largest p
 */
export function densityBoxes2d(density: Density, logDrop: number): DensityBoxes2d {
  if (density.massOnPlane) {
    const mass = density.massOnPlane(logDrop);
    return { ...mass, hull: hullOf(mass.boxes) };
  }
  const edges = densityEdges2d(density, logDrop);
  const hull = edges.map((axis): Interval => [axis[0], axis[axis.length - 1]]) as unknown as DensityBoxes2d["hull"];
  const whole = hull.every((interval, axis) => interval.every((end, i) => end === density.support[axis][i]));
  const logPeak = largestLogPdf(density, edges);
  return {
    boxes: rectanglesBetween(edges).map((rectangle) => ({ ...rectangle, rough: false, massError: undefined })),
    hull,
    logPeak,
    logBeyond: whole ? -Infinity : logPeak - logDrop,
    logOpenMass: -Infinity,
  };
}

/** The centres (x, y) of the boxes with the most mass, one after the other. */
export function heaviestCenters(density: Density, boxes: readonly PlaneBox[], count: number): number[] {
  const centers = Float64Array.from(boxes.flatMap(({ x, y }) => [x, y]));
  const logMass = density
    .logPdf(centers)
    .map((logPdf, i) => logPdf + Math.log(4 * boxes[i].halfWidth * boxes[i].halfHeight));
  const order = Array.from(boxes.keys()).sort((a, b) => logMass[b] - logMass[a]);
  return order.slice(0, count).flatMap((i) => [boxes[i].x, boxes[i].y]);
}

function hullOf(boxes: readonly PlaneBox[]): DensityBoxes2d["hull"] {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y, halfWidth, halfHeight } of boxes) {
    left = Math.min(left, x - halfWidth);
    right = Math.max(right, x + halfWidth);
    bottom = Math.min(bottom, y - halfHeight);
    top = Math.max(top, y + halfHeight);
  }
  return [
    [left, right],
    [bottom, top],
  ];
}
