import type { Density } from "../../density/density.ts";
import { type GaussianComponent, GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { type LocalExpansion, localExpansion } from "../../density/local/local-expansion.ts";
import { localMoments } from "../../density/local/local-moments.ts";
import { richardson } from "../../numerics/approximation/richardson.ts";
import { unitBallVolume } from "../../numerics/quadrature/ball-integrals.ts";
import type { Check, OrderFit } from "../claim-report.ts";
import { paper1d, threeBumps } from "./densities.ts";
import { check, fitOrder } from "./evidence.ts";

/** The formulas that M1 and B5 are about. Tests pass broken ones. */
export interface LocalParts {
  /** V_d, the volume of the unit ball. */
  volume(dim: number): number;
  /** The powers of the radius in the local mass and mean, up to order 2 or 4. */
  expansion(density: Density, point: Float64Array, radius: number, order: 2 | 4): LocalExpansion;
}

export const realLocalParts: LocalParts = { volume: unitBallVolume, expansion: localExpansion };

/**
 * The mass and the mean on a ball, measured without the expansion: for mixtures component by component, for energies by quadrature.
 */
export interface MeasuredMoments extends LocalExpansion {
  readonly radius: number;
  /** The mass Z_δ. */
  readonly mass: number;
  /** The largest error: of the mass, relative to the mass or to V_d δ^d p(x₀), and of each coordinate of the shift, in radii. */
  readonly errorEstimate: number;
}

/** A density, a point x0, and the moments that were measured on small balls around x0. */
export interface LocalCase {
  readonly name: string;
  readonly density: Density;
  /** x0, shape (d). */
  readonly point: Float64Array;
  /** The moments for each radius δ, from large to small. */
  readonly moments: readonly MeasuredMoments[];
}

/** The ratio of the largest and the smallest radius, and the number of radii. */
const RADIUS_RANGE = 4;
const RADII = 5;
/** The rounding of a formula with about ten operations, one of which is a difference. */
const ROUNDING = 1000 * Number.EPSILON;

let measured: readonly LocalCase[] | undefined;

/** The cases in 1, 2, 3 and 10 dimensions. They are measured once, since the measurements do not depend on the claims. */
export function localCases(): readonly LocalCase[] {
  measured ??= measureCases();
  return measured;
}

/** Measures the cases. The largest radius is at most a fifth of the length over which the density changes. */
function measureCases(): readonly LocalCase[] {
  return [
    localCase("paper's density, x₀ = 0.75", paper1d(), [0.75], 0.05),
    localCase("three-Gaussian mixture, x₀ = 0.2", threeBumps(), [0.2], 0.1),
    localCase("mixture, d = 2", PLANE, [0.5, 0.8], 0.2),
    localCase("mixture, d = 3", SPACE, [0.7, -0.3, 0.2], 0.2),
    localCase(
      "mixture, d = 10",
      elongatedMixture(10),
      Array.from({ length: 10 }, (_, j) => 0.3 * Math.cos(j)),
      0.3,
    ),
  ];
}

/** A coefficient of the expansion: the limit of the measurements, and the prediction of the formula. */
interface Coefficient {
  readonly name: string;
  /** The power of δ that the coefficient multiplies. */
  readonly power: number;
  /** An approximation of the coefficient from measured moments. Its error vanishes as δ tends to 0. */
  measured(moments: MeasuredMoments): number;
  /** The error of this approximation that the errors of the moments cause. */
  error(moments: MeasuredMoments): number;
  /** The term of the formula, coefficient times δ^power. */
  predicted(radius: number): number;
}

/** Extrapolates the measured coefficient in δ² to δ = 0, from all radii, and compares the limit with the formula. */
export function coefficientCheck(
  { moments }: LocalCase,
  { name, power, measured, error, predicted }: Coefficient,
): Check {
  const points = moments.map((one) => ({ at: one.radius, value: measured(one) }));
  const limit = richardson(points, Math.max(...moments.map(error)));
  const [{ radius }] = moments;
  const coefficient = predicted(radius) / radius ** power;
  return check({
    name,
    predicted: coefficient,
    measured: limit.value,
    tolerance: limit.errorEstimate + ROUNDING * Math.abs(coefficient),
    toleranceReason: "the stated errors of the quadrature and of the extrapolation to δ = 0; rounding of the formula",
  });
}

/** The order of an error in δ, over the radii of the case. */
export function radiusOrder(
  of: string,
  expected: number,
  one: LocalCase,
  error: (moments: MeasuredMoments) => number,
): OrderFit {
  const radii = one.moments.map(({ radius }) => radius);
  return fitOrder(`${of}, ${one.name}`, expected, radii, (radius) => error(one.moments[radii.indexOf(radius)]), "δ");
}

/** Measures the moments of a density around a point, on balls of the largest radius and of four smaller radii. */
export function localCase(name: string, density: Density, at: readonly number[], largest: number): LocalCase {
  const point = Float64Array.from(at);
  const moments = Array.from({ length: RADII }, (_, k) => {
    const radius = largest / RADIUS_RANGE ** (k / (RADII - 1));
    return { radius, ...measure(density, point, radius) };
  });
  return { name, density, point, moments };
}

function measure(density: Density, point: Float64Array, radius: number): Omit<MeasuredMoments, "radius"> {
  const moments = localMoments(density, point, radius);
  // The mass is compared with p(x0). Both are known by their logarithms, which are rounded.
  const rounding = Number.EPSILON * (Math.abs(moments.logMass) + Math.abs(density.logPdf(point)[0]));
  return { ...moments, errorEstimate: moments.errorEstimate + rounding };
}

const PLANE = new GaussianMixture([
  {
    weight: 0.6,
    mean: [0, 0],
    covariance: [
      [1, 0.3],
      [0.3, 0.5],
    ],
  },
  {
    weight: 0.4,
    mean: [1.5, 1],
    covariance: [
      [0.4, -0.1],
      [-0.1, 0.6],
    ],
  },
]);

const SPACE = new GaussianMixture([
  {
    weight: 0.6,
    mean: [0, 0, 0],
    covariance: [
      [1, 0.3, 0],
      [0.3, 0.5, 0.1],
      [0, 0.1, 0.8],
    ],
  },
  {
    weight: 0.4,
    mean: [1.5, 1, -0.5],
    covariance: [
      [0.4, -0.1, 0],
      [-0.1, 0.6, 0.2],
      [0, 0.2, 0.7],
    ],
  },
]);

/** Three Gaussians. Each has its own variance along each axis, and is elongated in its own direction. */
function elongatedMixture(dim: number): GaussianMixture {
  const gaussian = (weight: number, k: number): GaussianComponent => {
    const along = Array.from({ length: dim }, (_, j) => Math.cos(3 * k + 2 * j) / 2);
    const covariance = along.map((x, i) =>
      along.map((y, j) => x * y + (i === j ? 0.5 + 0.05 * ((i + 3 * k) % 10) : 0)),
    );
    return { weight, mean: Array.from({ length: dim }, (_, j) => Math.sin(2 * k + j) / 2), covariance };
  };
  return new GaussianMixture([gaussian(0.5, 0), gaussian(0.3, 1), gaussian(0.2, 2)]);
}
