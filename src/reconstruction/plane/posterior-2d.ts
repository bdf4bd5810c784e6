/** Mass, mean and covariance of the clean point given the corrupted one, in the plane. */
export interface Posterior2d {
  /** log p_sigma at the corrupted point. */
  readonly logMass: number;
  /** E[x | x~] - x~. */
  readonly shift: readonly [number, number];
  /** Cov[x | x~]: the entries xx, xy and yy. */
  readonly covariance: readonly [number, number, number];
}

/** Mass, mean and covariance of weights that come in groups, put together without cancellation. */
export class Moments2d {
  mass = 0;
  x = 0;
  y = 0;
  /** Sums of weight times the products of deviations from the mean. */
  #xx = 0;
  #xy = 0;
  #yy = 0;

  /** Adds a group of the given mass, mean, and sums of weight times products of deviations from its own mean. */
  add(mass: number, x: number, y: number, xx: number, xy: number, yy: number): void {
    if (!(mass > 0)) return;
    const total = this.mass + mass;
    const [dx, dy] = [x - this.x, y - this.y];
    const share = mass / total;
    this.#xx += xx + dx * dx * this.mass * share;
    this.#xy += xy + dx * dy * this.mass * share;
    this.#yy += yy + dy * dy * this.mass * share;
    this.x += dx * share;
    this.y += dy * share;
    this.mass = total;
  }

  covariance(): [number, number, number] {
    return [this.#xx / this.mass, this.#xy / this.mass, this.#yy / this.mass];
  }
}
