/**
 * Groups of points that lie within a distance of each other. A point joins the first earlier point that is near it. Where groups
 * touch, they therefore depend on the order of the points.
 */
export class NearbyPoints {
  readonly #direction: Float64Array;
  readonly #distance: number;
  readonly #points: Float64Array[] = [];
  /** The indices of the points in each strip across a direction; strips are as wide as the distance. */
  readonly #strips = new Map<number, number[]>();

  /** @param distance the largest Euclidean distance between a point and the point that it joins */
  constructor(dim: number, distance: number) {
    const direction = Float64Array.from({ length: dim }, (_, a) => Math.cos(a));
    const length = Math.hypot(...direction);
    this.#direction = direction.map((value) => value / length);
    this.#distance = distance;
  }

  /** The groups' first points, each (d). */
  get points(): readonly Float64Array[] {
    return this.#points;
  }

  /** The number of the group that contains a point; a new group if no group is near. */
  add(point: Float64Array): number {
    const strip = Math.floor(this.#along(point) / this.#distance);
    let nearest = -1;
    for (let k = strip - 1; k <= strip + 1; k++) {
      const first = this.#strips.get(k)?.find((i) => this.#isNear(this.#points[i], point)) ?? -1;
      if (first !== -1 && (nearest === -1 || first < nearest)) nearest = first;
    }
    if (nearest !== -1) return nearest;
    const members = this.#strips.get(strip) ?? [];
    members.push(this.#points.length);
    this.#strips.set(strip, members);
    return this.#points.push(point) - 1;
  }

  /** A coordinate along a unit vector that is no axis and no diagonal: differences are no longer than distances. */
  #along(point: Float64Array): number {
    let sum = 0;
    for (let a = 0; a < point.length; a++) sum += this.#direction[a] * point[a];
    return sum;
  }

  #isNear(a: Float64Array, b: Float64Array): boolean {
    let squared = 0;
    for (let j = 0; j < a.length; j++) squared += (a[j] - b[j]) ** 2;
    return squared <= this.#distance ** 2;
  }
}
