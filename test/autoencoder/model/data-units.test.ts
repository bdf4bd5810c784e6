import { describe, expect, it, test } from "vitest";
import type { Scaling } from "../../../src/autoencoder/data/scaling.ts";
import { toScaled } from "../../../src/autoencoder/data/scaling.ts";
import { inDataUnits } from "../../../src/autoencoder/model/data-units.ts";
import { TrainedModel } from "../../../src/autoencoder/model/trained-model.ts";
import type { Activation } from "../../../src/autoencoder/network/activation.ts";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { fixedPoints } from "../../../src/reconstruction/field/fixed-points.ts";
import { rescale } from "../../../src/reconstruction/field/rescale.ts";
import { hessianEstimate, type Reconstruction, scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";
import { runChains } from "../../../src/sampling/chains/chain-run.ts";
import { runAnnealedLangevin } from "../../../src/sampling/diffusion/annealed-langevin.ts";
import { logDensityAlongFlow } from "../../../src/sampling/diffusion/flow-log-density.ts";
import { optimalSchedule } from "../../../src/sampling/diffusion/noise-schedule.ts";
import { probabilityFlow } from "../../../src/sampling/diffusion/probability-flow.ts";
import { firstOrderDifference, pathDifference } from "../../../src/sampling/energy/energy-difference.ts";
import { gaussLegendreRule, midpointRule } from "../../../src/sampling/energy/path-rule.ts";
import { refinedPathDifference } from "../../../src/sampling/energy/refined-path.ts";
import { mala, unadjustedLangevin } from "../../../src/sampling/steps/langevin.ts";
import { metropolisHastings } from "../../../src/sampling/steps/metropolis-hastings.ts";
import { smallModel } from "../../support/small-model.ts";

/** Data with mean 50 in a column of width 0.02, beside a column of width 3000. */
const scaling: Scaling = { mean: Float64Array.of(50, -2000), scale: Float64Array.of(0.02, 3000) };
const SIGMA = 0.3;
const linear: Activation = { name: "linear", value: (z) => z, derivative: () => 1, antiderivative: (z) => (z * z) / 2 };

/** The best denoiser of u ~ N(0, I), which is linear, as a network; the blurred density has variance 1 + sigma^2. */
const SHRINK = 1 / (1 + SIGMA * SIGMA);
const model = new TrainedModel({
  ...smallModel({ sigma: SIGMA }),
  network: new OneLayer(
    {
      encoder: Float64Array.of(SHRINK, 0, 0, SHRINK),
      decoder: Float64Array.of(1, 0, 0, 1),
      hiddenBias: new Float64Array(2),
      outputBias: new Float64Array(2),
    },
    SIGMA,
    linear,
  ),
  scaling,
});
const r = model.reconstruction();
const { scale } = scaling;
const unitsOf = (values: Float64Array): Float64Array => toScaled(values, scaling);

/** Of x + noise, in the data's own units: log p up to a constant, from u. */
const logPdf = (x: Float64Array): number => -(unitsOf(x).reduce((sum, u) => sum + u * u, 0) * SHRINK) / 2;
const rng = createRng(3);
const points = Float64Array.from({ length: 20 }, (_, j) => scaling.mean[j % 2] + 2 * scale[j % 2] * rng.normal());

describe("the reconstruction of a model of scaled data", () => {
  it("has a sigma for each column, sigma times its scale", () => {
    expect(r.sigma).toEqual(scale.map((s) => SIGMA * s));
  });

  it("has the score and the Hessian of the blurred Gaussian, by central differences of its log p, exact for a parabola, to 1e-9", () => {
    const [score, hessian] = [scoreEstimate(r, points), hessianEstimate(r, points)];
    for (let i = 0; i < points.length / 2; i++) {
      const at = (da: number, db: number): number =>
        logPdf(Float64Array.of(points[2 * i] + da * scale[0], points[2 * i + 1] + db * scale[1]));
      const slopes = [at(1, 0) - at(-1, 0), at(0, 1) - at(0, -1)].map((difference) => difference / 2);
      const curvatures = [at(1, 0) - 2 * at(0, 0) + at(-1, 0), at(0, 1) - 2 * at(0, 0) + at(0, -1)];
      for (const a of [0, 1]) {
        expect(Math.abs(score[2 * i + a] * scale[a] - slopes[a])).toBeLessThan(1e-9);
        expect(Math.abs(hessian[4 * i + 3 * a] * scale[a] ** 2 - curvatures[a])).toBeLessThan(1e-9);
        expect(Math.abs(hessian[4 * i + 1 + a])).toBeLessThan(1e-9);
      }
    }
  });

  it("has the Jacobian of its values, by differences to 1e-6, also where the network is no gradient", () => {
    const bent = smallModel({ scaling, sigma: SIGMA }).reconstruction();
    const at = points.slice(0, 2);
    const jacobian = bent.jacobian(at);
    for (const b of [0, 1]) {
      const [up, down] = [1, -1].map((sign) =>
        bent.evaluate(at.map((x, a) => (a === b ? x + sign * 1e-5 * scale[b] : x))),
      );
      for (const a of [0, 1]) {
        const slope = (up[a] - down[a]) / 2e-5 / scale[a];
        expect(Math.abs((jacobian[2 * a + b] * scale[b]) / scale[a] - slope)).toBeLessThan(1e-6);
      }
    }
  });

  it("has energy differences that are those of minus log p, by all rules: the path of a parabola is exact, to 1e-9", () => {
    const [from, to] = [points.slice(0, 10), points.slice(10)];
    const exact = Array.from(
      { length: 5 },
      (_, i) => logPdf(from.slice(2 * i, 2 * i + 2)) - logPdf(to.slice(2 * i, 2 * i + 2)),
    );
    for (const rule of [
      pathDifference(r, midpointRule),
      pathDifference(r, gaussLegendreRule(3)),
      refinedPathDifference(r),
    ]) {
      rule(from, to).forEach((value, i) => {
        expect(Math.abs(value - exact[i])).toBeLessThan(1e-9);
      });
    }
    const score = scoreEstimate(r, from);
    firstOrderDifference(r)(from, to).forEach((value, i) => {
      const first = [0, 1].reduce((sum, a) => sum - score[2 * i + a] * (to[2 * i + a] - from[2 * i + a]), 0);
      expect(Math.abs(value - first)).toBeLessThan(1e-9 * Math.max(1, Math.abs(first)));
    });
  });

  it("keeps its units under another unit, and has one sigma where all columns have the same scale", () => {
    expect(rescale(r, 10).sigma).toEqual(scale.map((s) => (SIGMA * s) / 10));
    expect(inDataUnits(model.network, { mean: scaling.mean, scale: Float64Array.of(4, 4) }).sigma).toBe(4 * SIGMA);
    expect(inDataUnits(model.network, null)).toBe(model.network);
  });

  it("leads to the mode, the mean of the data, from all sides, in as many steps as in the network's own units", () => {
    const ends = fixedPoints(r, points);
    expect(ends).toHaveLength(1);
    ends[0].at.forEach((x, a) => {
      expect(Math.abs(x - scaling.mean[a])).toBeLessThan(1e-6 * scale[a]);
    });
  });
});

const ofChains = { chains: 200, steps: 400, burnIn: 100 };
type Path = (of: Reconstruction, unit: Float64Array) => ReturnType<typeof metropolisHastings>;
const score =
  (of: Reconstruction) =>
  (x: Float64Array): Float64Array =>
    scoreEstimate(of, x);
const samplers: readonly (readonly [string, Path])[] = [
  [
    "Metropolis-Hastings",
    (of, unit) =>
      metropolisHastings({
        dim: 2,
        energyDifference: pathDifference(of, midpointRule),
        proposal: unit.map((s) => 1.5 * s),
      }),
  ],
  [
    "MALA",
    (of, unit) => {
      const step = unit.map((s) => 0.5 * s * s);
      return mala({ dim: 2, score: score(of), energyDifference: pathDifference(of, midpointRule), step }) as never;
    },
  ],
  [
    "Langevin",
    (of, unit) => unadjustedLangevin({ dim: 2, score: score(of), step: unit.map((s) => 0.1 * s * s) }) as never,
  ],
];

describe.each(samplers)("%s on the reconstruction of a model", (name, sampler) => {
  const starts = Float64Array.from({ length: 2 * ofChains.chains }, (_, j) => scaling.mean[j % 2] + scale[j % 2]);
  const own = runChains(sampler(r, scale), createRng(5), starts, ofChains).draws;

  it("ends where the data are: means and variances of the blurred data, to 5 standard errors", () => {
    // Unadjusted steps of h = 0.1 in units of the scale make the variance larger by the factor 1 / (1 - h / (2 variance)).
    const variance = name === "Langevin" ? 1 / SHRINK / (1 - 0.05 * SHRINK) : 1 / SHRINK;
    const draws = unitsOf(own);
    for (const a of [0, 1]) {
      const column = draws.filter((_, j) => j % 2 === a);
      // The chains are independent of one another; their means have a variance that they show themselves.
      const means = moments(column, ofChains.chains, (u) => u);
      expect(Math.abs(means.mean)).toBeLessThan(5 * means.standardError);
      const squares = moments(column, ofChains.chains, (u) => u * u);
      expect(Math.abs(squares.mean - variance)).toBeLessThan(5 * squares.standardError);
      expect(squares.standardError).toBeLessThan(0.05);
    }
  });

  it("makes the same draws as on the network in its own units, with the same random numbers, to 1e-6 of the scale", () => {
    const inNetwork = runChains(sampler(model.network, Float64Array.of(1, 1)), createRng(5), unitsOf(starts), ofChains);
    unitsOf(own).forEach((u, j) => {
      expect(Math.abs(u - inNetwork.draws[j])).toBeLessThan(1e-6);
    });
  });
});

/** Mean over all draws of f, kept as (steps, chains), and its standard error from the means of the chains. */
function moments(
  column: Float64Array,
  chains: number,
  f: (u: number) => number,
): { mean: number; standardError: number } {
  const each = new Float64Array(chains);
  column.forEach((u, j) => {
    each[j % chains] += (f(u) * chains) / column.length;
  });
  const mean = each.reduce((sum, value) => sum + value / chains, 0);
  const variance = each.reduce((sum, value) => sum + (value - mean) ** 2 / (chains - 1), 0);
  return { mean, standardError: Math.sqrt(variance / chains) };
}

describe("a schedule of reconstructions in the data's own units", () => {
  const mixture = new GaussianMixture([
    {
      weight: 0.5,
      mean: [-1, 0],
      covariance: [
        [0.3, 0],
        [0, 0.3],
      ],
    },
    {
      weight: 0.5,
      mean: [1, 1],
      covariance: [
        [0.3, 0.1],
        [0.1, 0.3],
      ],
    },
  ]);
  const inner = optimalSchedule(mixture, [1, 0.5, 0.25, 0.12]);
  const outer = inner.map((one) => inDataUnits(one, scaling));

  it("carries points by the flow, and log p along it, as in the network's units, to 1e-9 of the scale", () => {
    const own = probabilityFlow(outer, points);
    const expected = probabilityFlow(inner, unitsOf(points));
    own.forEach((level, i) => {
      unitsOf(level).forEach((u, j) => {
        expect(Math.abs(u - expected[i][j])).toBeLessThan(1e-9);
      });
    });
    const gained = logDensityAlongFlow(inner, expected);
    logDensityAlongFlow(outer, own).forEach((value, i) => {
      expect(Math.abs(value - gained[i])).toBeLessThan(1e-9);
    });
  });

  it("takes annealed chains to where the network's units take them, to 1e-9 of the scale", () => {
    const options = { stepsPerLevel: 20, step: 0.3 };
    const expected = runAnnealedLangevin(inner, createRng(2), unitsOf(points), options);
    unitsOf(runAnnealedLangevin(outer, createRng(2), points, options)).forEach((u, j) => {
      expect(Math.abs(u - expected[j])).toBeLessThan(1e-9);
    });
  });

  it("knows the smoothed density in the data's own units: p_x = p_u over the product of the scales", () => {
    const own = outer[3].smoothedLogPdf?.(points) ?? [];
    const inNetwork = mixture.smoothed(0.12).logPdf(unitsOf(points));
    own.forEach((value, i) => {
      const expected = inNetwork[i] - Math.log(scale[0] * scale[1]);
      expect(Math.abs(value - expected)).toBeLessThan(1e-10 * Math.max(1, Math.abs(expected)));
    });
    expect(own).toHaveLength(points.length / 2);
  });

  it("refuses levels whose sigmas are no multiples of each other", () => {
    const other = inDataUnits(inner[2], { ...scaling, scale: Float64Array.of(0.02, 2000) });
    expect(() => probabilityFlow([outer[0], other], points)).toThrow(
      /schedule\[1\] must have a sigma that is a multiple/,
    );
  });
});

test("a sigma for each coordinate must be one for each, and so must proposals and steps", () => {
  const short: Reconstruction = { ...r, dim: 2, sigma: Float64Array.of(1) };
  expect(() => scoreEstimate(short, points)).toThrow("sigma must hold 2 numbers, not 1");
  const energyDifference = pathDifference(r, midpointRule);
  const proposal = Float64Array.of(1, 0);
  expect(() => metropolisHastings({ dim: 2, energyDifference, proposal })).toThrow(
    "proposal[1] must be a positive number",
  );
  expect(() => unadjustedLangevin({ dim: 2, score: score(r), step: Float64Array.of(1) })).toThrow(
    "step must hold 2 numbers",
  );
});
