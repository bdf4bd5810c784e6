import type { Rectangle } from "../numerics/quadrature/integrate-box.ts";
import type { LinePanel } from "../numerics/quadrature/line-panels.ts";

/** A point at which p is infinite, 0, or has a jump or a cusp. */
export interface MassPoint {
  readonly at: number;
  /** The number of panels to its left: the next panel begins where this point's neighbourhood ends. */
  readonly index: number;
  /** The logarithm of the mass between the point and the panels; -Infinity for none. */
  readonly logMass: number;
  /** Error of that mass, relative to it. */
  readonly massError: number;
  /** log INT dx / p over the same neighbourhood; infinite where no diffusion passes through the point. */
  readonly logResistance: number;
}

/** The places of p's mass on the line. For a density the masses are those of p, for an energy those of exp(-E). */
export interface MassOnLine {
  /**
   * Panels on which log p varies little, without kinks inside, from left to right. Between two that do not touch there is a
   * point, or a gap in which p is negligible.
   */
  readonly panels: readonly LinePanel[];
  /** The points, from left to right. */
  readonly points: readonly MassPoint[];
  /** Bounds of the logarithm of the mass on the panels; the upper one is missing where panels are finer than the bounds resolve. */
  readonly logMass: readonly [lower: number, upper: number];
  /** Logarithm of an upper bound of the mass in gaps, and beyond the panels. */
  readonly logOpenMass: number;
}

/** A rectangle on which cubature resolves p. */
export interface PlaneBox extends Rectangle {
  /** Whether p is not smooth on it, as at a kink: further cuts would then help little. */
  readonly rough: boolean;
  /** The error of its mass, relative to the whole; undefined where cubature has not computed it. */
  readonly massError: number | undefined;
}

/** The places of p's mass in the plane. */
export interface MassOnPlane {
  /** Rectangles that do not overlap, and hold all of p but the open mass. */
  readonly boxes: readonly PlaneBox[];
  /** Approximately the largest log p. */
  readonly logPeak: number;
  /** Outside of the boxes log p is below this, except right next to singular points; -Infinity where nothing is left out. */
  readonly logBeyond: number;
  /** Logarithm of an upper bound of the mass outside of the boxes, and of the mass next to singular points. */
  readonly logOpenMass: number;
}
