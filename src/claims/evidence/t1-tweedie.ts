import type { Density } from "../../density/density.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { noiseAverage } from "../../reconstruction/line/noise-average.ts";
import { type OptimalReconstruction, scoreEstimate } from "../../reconstruction/reconstruction.ts";
import type { Check } from "../claim-report.ts";
import { check } from "./evidence.ts";
import { rememberedAt, rememberedFor } from "./remembered.ts";

/**
 * Checks the steps of Tweedie's formula on the line. Gaussian integration by parts gives E[p(x−ε) ε] = −σ² p_σ'(x), and therefore
 * (r* − x)/σ² = p_σ'(x) / p_σ(x). Here p_σ' is the average of p' over the noise plus the boundary terms at walls.
 */
export function tweedieSteps(
  density: Density,
  name: string,
  optimum: OptimalReconstruction,
  points: Float64Array,
): readonly Check[] {
  const { sigma } = optimum;
  const steps = Array.from(points, (x) => noiseAveragesAt(density, sigma, x));
  const estimate = scoreEstimate(optimum, points);
  const byParts = steps.map(({ moment, slope, mass }) => {
    const scale = sigma ** 2 * mass.value * Math.max(1, Math.abs(slope.value / mass.value));
    return {
      error: Math.abs(moment.value + sigma ** 2 * slope.value) / scale,
      allowed: (moment.errorEstimate + sigma ** 2 * slope.errorEstimate) / scale,
    };
  });
  const ratios = steps.map(({ slope, mass }, i) => {
    const ratio = slope.value / mass.value;
    const scale = Math.max(1, Math.abs(ratio));
    const allowed = (slope.errorEstimate + Math.abs(ratio) * mass.errorEstimate) / mass.value / scale;
    return { error: Math.abs(estimate[i] - ratio) / scale, allowed };
  });
  return [
    {
      of: "E[p(x−ε) ε] against −σ² p_σ′(x), relative to σ² p_σ max(1, |p_σ′/p_σ|)",
      rows: byParts,
      beside: 16 * Number.EPSILON,
    },
    {
      of: "(r* − x)/σ² against p_σ′/p_σ, p_σ′ = E[p′(x−ε)]",
      rows: ratios,
      beside: optimum.errorEstimate,
    },
  ].map(({ of, rows, beside }) =>
    check({
      name: `(a) ${of}, σ = ${sigma}, ${name}: largest relative difference`,
      predicted: 0,
      measured: maximum(rows.map(({ error }) => error)),
      tolerance: beside + maximum(rows.map(({ allowed }) => allowed)),
      toleranceReason: "the stated errors of the integrals, and of r* if it is compared; rounding",
    }),
  );
}

/** Averages over the noise at one corrupted point. */
interface NoiseAverages {
  readonly moment: Estimate;
  readonly mass: Estimate;
  readonly slope: Estimate;
}

const averagesByPoint = rememberedAt((density: Density, sigma: number) =>
  rememberedFor((x) => averagesAt(density, sigma, x)),
);

/** E[p(x−ε) ε], p_σ(x) and p_σ'(x) = E[p'(x−ε)] − [p(y) N(x−y)] at walls y; computed once for each x. */
export function noiseAveragesAt(density: Density, sigma: number, x: number): NoiseAverages {
  return averagesByPoint(density, sigma)(x);
}

function averagesAt(density: Density, sigma: number, x: number): NoiseAverages {
  const score = (y: number): number => density.score(Float64Array.of(y))[0];
  const slope = noiseAverage(density, sigma, x, (noise) => score(x - noise));
  return {
    moment: noiseAverage(density, sigma, x, (noise) => noise),
    mass: noiseAverage(density, sigma, x, () => 1),
    slope: { ...slope, value: slope.value - wallTerm(density, sigma, x) },
  };
}

/** p(upper) N(x − upper) − p(lower) N(x − lower) at finite walls, the boundary term of integrating p' N by parts. */
function wallTerm(density: Density, sigma: number, x: number): number {
  const [lower, upper] = density.support[0].map((wall) => {
    if (!Number.isFinite(wall)) return 0;
    const gaussian = Math.exp(-((x - wall) ** 2) / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI));
    return Math.exp(density.logPdf(Float64Array.of(wall))[0]) * gaussian;
  });
  return upper - lower;
}
