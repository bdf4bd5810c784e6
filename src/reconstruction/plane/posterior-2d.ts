/** Mass, mean and covariance of the clean point given the corrupted one, in the plane. */
export interface Posterior2d {
  /** log p_sigma at the corrupted point. */
  readonly logMass: number;
  /** E[x | x~] - x~. */
  readonly shift: readonly [number, number];
  /** Cov[x | x~]: the entries xx, xy and yy. */
  readonly covariance: readonly [number, number, number];
  /** The effect of an unresolved p on the shift, and on an entry of the covariance. Default none. */
  readonly uncertainty?: { readonly shift: number; readonly covariance: number };
}

/** Mass, mean and covariance of weights that are added in groups, without cancellation. */
export class Moments2d {
  mass = 0;
  x = 0;
  y = 0;
  /** Sums of weight times the products of deviations from the mean. */
  #xx = 0;
  #xy = 0;
  #yy = 0;
  /**
   * The mass that may or may not exist: the mass itself, and the mass times its distance from the corrupted point and times the
   * square of this distance.
   */
  #uncertain: readonly [number, number, number] = [0, 0, 0];

  /** Adds mass that may or may not exist, at a distance from the corrupted point. */
  addUncertain(mass: number, distance: number): void {
    const [zero, one, two] = this.#uncertain;
    this.#uncertain = [zero + mass, one + mass * distance, two + mass * distance ** 2];
  }

  /** The effect of that mass, to first order. */
  uncertainty(): { readonly shift: number; readonly covariance: number } {
    const [zero, one, two] = this.#uncertain.map((moment) => moment / this.mass);
    const shift = Math.hypot(this.x, this.y);
    const variance = (this.#xx + this.#yy) / this.mass;
    return { shift: one + zero * shift, covariance: two + 2 * one * shift + zero * (shift ** 2 + variance) };
  }

  /** Adds a group of the given mass, mean, and sums of weight times products of deviations from its own mean. */
  add(mass: number, x: number, y: number, xx: number, xy: number, yy: number): void {
    if (!(mass > 0)) return;
    const total = this.mass + mass;
    const [dx, dy] = [x - this.x, y - this.y];
    const fraction = mass / total;
    this.#xx += xx + dx * dx * this.mass * fraction;
    this.#xy += xy + dx * dy * this.mass * fraction;
    this.#yy += yy + dy * dy * this.mass * fraction;
    this.x += dx * fraction;
    this.y += dy * fraction;
    this.mass = total;
  }

  covariance(): [number, number, number] {
    return [this.#xx / this.mass, this.#xy / this.mass, this.#yy / this.mass];
  }
}
