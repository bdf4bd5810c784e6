import { describe, expect, test } from "vitest";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { modesOf } from "../../../src/reconstruction/field/modes.ts";
import { rescale } from "../../../src/reconstruction/field/rescale.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import type { IsotropicReconstruction } from "../../../src/reconstruction/reconstruction.ts";

/** Halves at -a and a, of variance v: blurred, the modes are where m = a tanh(a m / (v + sigma^2)). */
function pair(a: number, v: number): GaussianMixture {
  return new GaussianMixture([-1, 1].map((side) => ({ weight: 0.5, mean: [side * a], covariance: [[v]] })));
}

function modeOfPair(a: number, variance: number): number {
  let m = a;
  for (let k = 0; k < 10_000; k++) m = a * Math.tanh((a * m) / variance);
  return m;
}

/** Any vector field as a reconstruction, x + u(x), with its Jacobian by differences. */
function following(u: (x: number, y: number) => readonly [number, number]): IsotropicReconstruction {
  const evaluate = (points: Float64Array): Float64Array => {
    const to = new Float64Array(points.length);
    for (let i = 0; i < points.length; i += 2) {
      const [dx, dy] = u(points[i], points[i + 1]);
      to.set([points[i] + dx, points[i + 1] + dy], i);
    }
    return to;
  };
  const h = 1e-6;
  const jacobian = (points: Float64Array): Float64Array =>
    Float64Array.from({ length: 2 * points.length }, (_, at) => {
      const [i, a, b] = [Math.floor(at / 4), Math.floor(at / 2) % 2, at % 2];
      const moved = (by: number): number => {
        const point = points.slice(2 * i, 2 * i + 2);
        point[b] += by;
        return evaluate(point)[a];
      };
      return (moved(h) - moved(-h)) / (2 * h);
    });
  return { dim: 2, sigma: 0.1, evaluate, jacobian };
}

describe("the modes of two Gaussians, whose places are the solutions of an equation", () => {
  test.each([
    ["far apart", 1, 0.01, 0.1],
    ["nearly one", 1, 0.9, 0.3],
    ["wide for the noise", 1, 0.04, 0.001],
  ])("%s: places are off by no more than the error that is stated, which is below 1e-5 sigma", (_, a, v, sigma) => {
    const r = optimalReconstruction(pair(a, v), "dae", sigma);
    const { modes, labels } = modesOf(r, Float64Array.of(-2, -0.5, -0.1, 0.2, 1.5));
    const place = modeOfPair(a, v + sigma ** 2);
    expect([...labels]).toEqual([0, 0, 0, 1, 1]);
    expect(modes.map(({ kind, starts }) => [kind, starts])).toEqual([["mode", 3], ["mode", 2]]); // biome-ignore format: a table
    modes.forEach(({ at, errorEstimate }, k) => {
      const off = Math.abs(at[0] - (k === 0 ? -place : place)) / sigma;
      expect(errorEstimate).toBeLessThan(1e-5);
      expect(off).toBeLessThanOrEqual(errorEstimate + 1e-10);
    });
  });

  test("the point between them is a saddle, where the slope of r is 1 + sigma^2 (a^2 / w - 1) / w, w = v + sigma^2", () => {
    const { modes } = modesOf(optimalReconstruction(pair(1, 0.04), "dae", 0.1), Float64Array.of(0, 0.7));
    const w = 0.05;
    const saddle = modes.find(({ kind }) => kind === "saddle");
    expect(saddle?.at[0]).toBe(0);
    expect(saddle?.slope).toBeCloseTo(1 + (0.01 * (1 / w - 1)) / w, 12);
  });
});

describe("which start ends where", () => {
  /** Where r^n(x) is for large n. */
  const iterated = (r: IsotropicReconstruction, starts: Float64Array): Float64Array => {
    let points = starts;
    for (let k = 0; k < 600; k++) points = r.evaluate(points);
    return points;
  };

  test.each([
    ["paper1d", paper1d(), 0.2],
    ["two clouds", twoClouds(), 0.3],
    ["60 points", new FinitePoints(twoClouds().sample(createRng(5), 60), 2), 0.15],
  ] as const)(
    "%s: where r ends that is applied 600 times, within 0.001 sigma, for each of 40 starts",
    (_, data, sigma) => {
      const r = optimalReconstruction(data, "dae", sigma);
      const starts = data.sample(createRng(1), 100);
      const { modes, labels } = modesOf(r, starts, { tolerance: 1e-3 });
      const ends = iterated(r, starts);
      labels.forEach((label, i) => {
        const off = Math.hypot(...modes[label].at.map((value, a) => value - ends[i * r.dim + a]));
        expect(off).toBeLessThan(1e-3 * sigma);
      });
    },
  );

  test("does not depend on the unit of length", () => {
    const data = new FinitePoints(twoClouds().sample(createRng(5), 60), 2);
    const r = optimalReconstruction(data, "dae", 0.15);
    const starts = data.sample(createRng(1), 100);
    const own = modesOf(r, starts);
    for (const unit of [1e-6, 1e6]) {
      const { labels } = modesOf(
        rescale(r, unit),
        starts.map((x) => x / unit),
      );
      expect(labels).toEqual(own.labels);
    }
  });

  test("fixed points closer than the tolerance are one", () => {
    const r = optimalReconstruction(pair(1, 0.01), "dae", 0.1);
    expect(modesOf(r, Float64Array.of(-1, 1), { tolerance: 21 }).modes).toHaveLength(1);
    expect(modesOf(r, Float64Array.of(-1, 1), { tolerance: 19 }).modes).toHaveLength(2);
  });
});

describe("what is no mode", () => {
  test("a line of fixed points is a ridge, whose error is not known", () => {
    const { modes } = modesOf(following((_, y) => [0, -y]), Float64Array.of(0, 1, 1, 2)); // biome-ignore format: one line
    expect(modes.map(({ kind, errorEstimate }) => [kind, errorEstimate])).toEqual([["ridge", Infinity], ["ridge", Infinity]]); // biome-ignore format: a table
  });

  test("a field that leads round in a circle has no end", () => {
    const round = following((x, y) => {
      const pull = 0.1 * (1 - Math.hypot(x, y));
      return [pull * x - 0.05 * y, pull * y + 0.05 * x];
    });
    const { modes } = modesOf(round, Float64Array.of(1.2, 0, 0.3, 0.2), { steps: 500 });
    expect(new Set(modes.map(({ kind }) => kind))).toEqual(new Set(["unfinished"]));
    for (const { at } of modes) expect(Math.hypot(...at)).toBeCloseTo(1, 1);
  });

  test("a start that r leads to infinity has no mode, and the others keep theirs", () => {
    const { modes, labels } = modesOf(
      following((x, y) => (x > 1 ? [x, 0] : [-x / 2, -y / 2])),
      Float64Array.of(0.5, 0.5, 2, 0),
    );
    expect([...labels]).toEqual([0, -1]);
    expect(modes).toHaveLength(1);
  });
});
