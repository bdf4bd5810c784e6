import type { Rectangle } from "../../numerics/quadrature/integrate-box.ts";

/** A rectangle on which cubature resolves p. */
export interface PlaneBox extends Rectangle {
  /** Whether p is not smooth on it, as at a kink: cutting it further would not help soon. */
  readonly rough: boolean;
  /** What its mass, of which the whole is 1, may be off by; undefined where cubature has not looked at it. */
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
