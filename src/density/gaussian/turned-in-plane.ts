import type { GaussianComponent } from "../density.ts";

/** A mixture in the plane in rotated coordinates. */
export interface TurnedInPlane {
  readonly components: readonly GaussianComponent[];
  /**
   * How thin a component still is across a direction that is no axis: the least of sqrt(1 - correlation^2), the standard deviation
   * along an axis at a fixed other coordinate, relative to that at any. 1 where all components are along the axes.
   */
  readonly thinness: number;
}

/**
 * The mixture in coordinates along whose axes its most elongated component lies, because meshes along the axes resolve a feature that
 * is thin along one of them. Lengths do not change, and so the losses do not either. Entries of the covariances are rounded.
 */
export function turnedInPlane(components: readonly GaussianComponent[]): TurnedInPlane {
  const elongations = components.map(elongation);
  const most = components[elongations.indexOf(Math.max(...elongations))];
  const [[a, b], [, c]] = most.covariance;
  const angle = Math.atan2(2 * b, a - c) / 2;
  const [cosine, sine] = b === 0 ? [1, 0] : [Math.cos(angle), Math.sin(angle)];
  const turned = components.map((component) => turn(component, cosine, sine));
  const thinness = Math.min(
    ...turned.map(({ covariance: [[x, xy], [, y]] }) => Math.sqrt(Math.max(0, x * y - xy * xy) / (x * y))),
  );
  return { components: turned, thinness };
}

/** The largest variance over the smallest. */
function elongation({ covariance: [[a, b], [, c]] }: GaussianComponent): number {
  const middle = (a + c) / 2;
  const largest = middle + Math.hypot((a - c) / 2, b);
  return largest ** 2 / Math.max(Number.MIN_VALUE, a * c - b * b);
}

/** Coordinates along (cosine, sine) and across. */
function turn({ weight, mean, covariance }: GaussianComponent, cosine: number, sine: number): GaussianComponent {
  const [[a, b], [, c]] = covariance;
  const along = a * cosine ** 2 + 2 * b * cosine * sine + c * sine ** 2;
  const across = a * sine ** 2 - 2 * b * cosine * sine + c * cosine ** 2;
  const between = (c - a) * cosine * sine + b * (cosine ** 2 - sine ** 2);
  return {
    weight,
    mean: [cosine * mean[0] + sine * mean[1], cosine * mean[1] - sine * mean[0]],
    covariance: [
      [along, between],
      [between, across],
    ],
  };
}
