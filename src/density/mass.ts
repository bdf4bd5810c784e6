import type { Rectangle } from "../numerics/quadrature/integrate-box.ts";
import type { LinePanel } from "../numerics/quadrature/line-panels.ts";

/** A point at which p is infinite, 0, or has a jump or a cusp. */
export interface MassPoint {
  readonly at: number;
  /** How many panels lie to its left: the next one begins where this point's neighbourhood ends. */
  readonly index: number;
  /** Logarithm of the mass that is nearer to the point than the panels; -Infinity for none. */
  readonly logMass: number;
  /** Error of that mass, relative to it. */
  readonly massError: number;
  /** log INT dx / p over the same neighbourhood: infinite where nothing diffuses through the point. */
  readonly logResistance: number;
}

/** Where p has its mass on the line. The masses of a density are those of p, those of an energy those of exp(-E). */
export interface MassOnLine {
  /**
   * Panels on which log p varies little, without kinks inside, from left to right. Between two that do not touch there is a
   * point, or a gap in which p is negligible.
   */
  readonly panels: readonly LinePanel[];
  /** From left to right. */
  readonly points: readonly MassPoint[];
  /** Bounds of the logarithm of the mass on the panels; no upper one where there are panels within what bounds resolve. */
  readonly logMass: readonly [lower: number, upper: number];
  /** Logarithm of an upper bound of the mass in gaps, and beyond the panels. */
  readonly logOpenMass: number;
}

/** A rectangle on which cubature resolves p. */
export interface PlaneBox extends Rectangle {
  /** Whether p is not smooth on it, as at a kink: cutting it further would not help soon. */
  readonly rough: boolean;
  /** The error of its mass, relative to the whole; undefined where cubature has not computed it. */
  readonly massError: number | undefined;
}

/** Where p has its mass in the plane. */
export interface MassOnPlane {
  /** Rectangles that do not overlap, and hold all of p but the open mass. */
  readonly boxes: readonly PlaneBox[];
  /** The largest log p, about. */
  readonly logPeak: number;
  /** log p is below this outside of the boxes, but right next to singular points; -Infinity where nothing is left out. */
  readonly logBeyond: number;
  /** Logarithm of an upper bound of the mass outside of the boxes, and of the mass next to singular points. */
  readonly logOpenMass: number;
}
