import type { Rectangle } from "../../numerics/quadrature/integrate-box.ts";

/** A rectangle on which cubature resolves p. */
export interface PlaneBox extends Rectangle {
  /** Whether p is not smooth on it, as next to a kink: cutting it further would not help soon. */
  readonly rough: boolean;
}

/** Where p has its mass in the plane. */
export interface MassOnPlane {
  /** Rectangles that do not overlap, and hold all of p but the open mass. */
  readonly boxes: readonly PlaneBox[];
  /** The largest log p, about. */
  readonly logPeak: number;
  /** Logarithm of an upper bound of the mass outside of the boxes. */
  readonly logOpenMass: number;
}
