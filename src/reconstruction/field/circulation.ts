import { checkAllFinite, checkLength, checkObject, checkPositive, checkWhole } from "../../numerics/check.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { checkReconstruction } from "../check-reconstruction.ts";
import { displacement, type Reconstruction } from "../reconstruction.ts";

/** A circle in the plane of the first two axes, in d >= 2 dimensions. */
export interface Circle {
  /** Shape (d). */
  readonly center: ArrayLike<number>;
  readonly radius: number;
}

/** The work of a field around a loop. */
export interface Circulation {
  /** ∮ (r − x)·dx, counter-clockwise. */
  readonly value: number;
  /** ∮ |(r − x)·dx|, with which the work is compared. */
  readonly size: number;
}

/** The points on a circle. For maps that change over a tenth of its radius or more, the sum over them is exact to rounding. */
const POINTS = 256;
/** The number of radii in a disc. */
const RADII = 24;

/**
 * The work ∮ (r − x)·dx of the field r(x) − x around a circle: it is 0 for every circle if the field is a gradient. It is
 * computed by the trapezoidal rule, which converges exponentially on a circle.
 * @param points the number of points on the circle; a field that changes over shorter distances needs more
 */
export function circulation(r: Reconstruction, circle: Circle, points: number = POINTS): Circulation {
  checkCircle(r, circle, points);
  const { dim } = r;
  const { radius } = circle;
  const angles = anglesOf(points);
  const field = displacement(r, onCircle(circle, angles, radius, dim));
  let [value, size] = [0, 0];
  angles.forEach((angle, i) => {
    const along = -Math.sin(angle) * field[i * dim] + Math.cos(angle) * field[i * dim + 1];
    const term = (2 * Math.PI * radius * along) / points;
    value += term;
    size += Math.abs(term);
  });
  return { value, size };
}

/**
 * The integral of the curl ∂₁r₂ − ∂₂r₁ over the disc inside a circle: by Green's theorem it equals the work around the circle. It
 * is computed by Gauss-Legendre in the radius and the trapezoidal rule in the angle.
 * @param points the number on each ring; a field that changes over shorter distances needs more. There are a tenth as many rings, at least 24
 */
export function curlOverDisc(r: Reconstruction, circle: Circle, points: number = POINTS): number {
  checkCircle(r, circle, points);
  const { dim } = r;
  const angles = anglesOf(points);
  const { nodes, weights } = gaussLegendre(Math.max(RADII, Math.round(points / 10)));
  let total = 0;
  nodes.forEach((node, k) => {
    const radius = (circle.radius * (1 + node)) / 2;
    const jacobian = r.jacobian(onCircle(circle, angles, radius, dim));
    let ring = 0;
    for (let i = 0; i < points; i++) ring += jacobian[i * dim ** 2 + dim] - jacobian[i * dim ** 2 + 1];
    total += ((weights[k] * circle.radius) / 2) * radius * ((2 * Math.PI) / points) * ring;
  });
  return total;
}

function anglesOf(points: number): number[] {
  return Array.from({ length: points }, (_, i) => (2 * Math.PI * i) / points);
}

function onCircle({ center }: Circle, angles: readonly number[], radius: number, dim: number): Float64Array {
  const points = new Float64Array(angles.length * dim);
  angles.forEach((angle, i) => {
    points.set(Array.from(center), i * dim);
    points[i * dim] += radius * Math.cos(angle);
    points[i * dim + 1] += radius * Math.sin(angle);
  });
  return points;
}

function checkCircle(r: Reconstruction, circle: Circle, points: number): void {
  checkReconstruction("r", r);
  checkWhole("r.dim", r.dim, 2);
  checkObject("circle", circle, "a center and a radius");
  checkLength("circle.center", circle.center, r.dim);
  checkAllFinite("circle.center", circle.center);
  checkPositive("circle.radius", circle.radius);
  checkWhole("points", points, 8);
}
