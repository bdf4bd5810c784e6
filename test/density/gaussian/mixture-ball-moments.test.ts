import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GaussianComponent, GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { mixtureBallMoments } from "../../../src/density/gaussian/mixture-ball-moments.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";
import { createRng, type Rng } from "../../../src/numerics/random/random.ts";
import { mixtures, points } from "../../support/arbitraries.ts";
import { halfDiscMoments } from "../../support/half-disc-moments.ts";
import { withoutBallMoments } from "../../support/without-ball-moments.ts";

interface ReferenceCase {
  readonly kind: string;
  readonly components: readonly GaussianComponent[];
  readonly at: readonly number[];
  readonly radius: number;
  /** 20 digits, as text. */
  readonly logMass: string;
  readonly shift: readonly string[];
}

const references: readonly ReferenceCase[] = JSON.parse(
  readFileSync(new URL("../../fixtures/gaussian-ball.json", import.meta.url), "utf8"),
);

const diagonal = (values: readonly number[]): number[][] =>
  values.map((value, a) => values.map((_, b) => (a === b ? value : 0)));

const isotropic = (dim: number, variance: number): number[][] => diagonal(new Array<number>(dim).fill(variance));

const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Orthonormal rows. */
function randomRotation(rng: Rng, dim: number): number[][] {
  const rows: number[][] = [];
  while (rows.length < dim) {
    const row = Array.from({ length: dim }, () => rng.normal());
    // Twice, so that the rows are orthogonal to rounding.
    for (const other of [...rows, ...rows]) {
      const along = other.reduce((sum, x, k) => sum + x * row[k], 0);
      for (let k = 0; k < dim; k++) row[k] -= along * other[k];
    }
    const length = Math.hypot(...row);
    rows.push(row.map((x) => x / length));
  }
  return rows;
}

/** R C R^T, symmetric to the last bit. */
function rotated(rotation: readonly (readonly number[])[], matrix: readonly (readonly number[])[]): number[][] {
  const entry = (i: number, j: number): number =>
    matrix.reduce(
      (sum, row, a) => sum + rotation[i][a] * row.reduce((inner, x, b) => inner + x * rotation[j][b], 0),
      0,
    );
  return matrix.map((_, i) => matrix.map((__, j) => entry(Math.min(i, j), Math.max(i, j))));
}

const applied = (rotation: readonly (readonly number[])[], vector: ArrayLike<number>): number[] =>
  rotation.map((row) => row.reduce((sum, x, k) => sum + x * vector[k], 0));

/** Seconds of processor time, which other processes do not change much. */
function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

describe("moments of a Gaussian mixture on a ball, against mpmath", () => {
  it.each(references.map((reference, k) => ({ ...reference, k })))(
    "case $k, $kind: to 1e-11 and within the stated error",
    ({ kind, components, at, radius, logMass, shift }) => {
      const moments = new GaussianMixture(components).ballMoments(Float64Array.from(at), radius);
      // Where the boundary touches what is thin, the last digits of the covariance decide: that is in the stated error only.
      expect(moments.errorEstimate).toBeLessThan(/touching|missed|boundary|flat/.test(kind) ? 1e-4 : 1e-10);
      // Parsing the references costs a rounding.
      const rounding = 2 * Number.EPSILON * Math.max(1, Math.abs(Number(logMass)));
      const allowed = Math.min(1e-11, moments.errorEstimate + rounding);
      expect(Math.abs(moments.logMass - Number(logMass))).toBeLessThan(allowed);
      moments.shift.forEach((value, a) => {
        expect(Math.abs(value - Number(shift[a]))).toBeLessThan(allowed);
      });
    },
  );
});

describe("moments of a Gaussian mixture on a ball, by other means", () => {
  it.each([
    [1, 20],
    [2, 10],
    [3, 2],
  ])(
    "in %i-D are those of adaptive quadrature, within both stated errors: %i random mixtures and balls",
    (dim, numRuns) => {
      fc.assert(
        fc.property(mixtures(dim), points(dim), number(0.05, 3), (mixture, point, radius) => {
          const meshed = localMoments(withoutBallMoments(mixture), point, radius);
          const moments = mixture.ballMoments(point, radius);
          const allowed = moments.errorEstimate + meshed.errorEstimate + 1e-13;
          expect(Math.abs(moments.logMass - meshed.logMass)).toBeLessThan(allowed);
          moments.shift.forEach((value, a) => {
            expect(Math.abs(value - meshed.shift[a] / radius)).toBeLessThan(allowed);
          });
        }),
        { numRuns },
      );
    },
  );

  it("of isotropic components in 2 to 12 dimensions are those of quadrature over half a disc, to 1e-12 of V_d r^d p(x0)", () => {
    const cases = fc.integer({ min: 2, max: 12 }).chain((dim) => {
      const vector = fc.array(number(-2, 2), { minLength: dim, maxLength: dim });
      return fc.tuple(fc.array(fc.tuple(vector, number(0.1, 2)), { minLength: 1, maxLength: 3 }), vector);
    });
    fc.assert(
      fc.property(cases, ([components, at]) => {
        const mixture = new GaussianMixture(
          components.map(([mean, variance]) => {
            return { weight: 1 / components.length, mean, covariance: isotropic(mean.length, variance) };
          }),
        );
        const point = Float64Array.from(at);
        // A tenth of the length over which p changes.
        const [score, hessian] = [mixture.score(point), mixture.hessian(point)];
        const radius = 0.1 / Math.sqrt(1 + Math.hypot(...score) ** 2 + Math.hypot(...hessian));
        const reference = halfDiscMoments(mixture, point, radius);
        const { massExcess, shift } = localMoments(mixture, point, radius);
        expect(Math.abs(massExcess - reference.massExcess)).toBeLessThan(1e-12);
        shift.forEach((value, a) => {
          expect(Math.abs(value - reference.shift[a])).toBeLessThan(1e-14);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("in 10-D agree with the draws that are in the ball, within 4 standard errors, 100,000 draws, seed 1", () => {
    const [dim, n, radius] = [10, 100_000, 2.5];
    const rng = createRng(1);
    const mixture = new GaussianMixture(
      [0.7, 0.3].map((weight, k) => {
        const variances = Array.from({ length: dim }, (_, j) => 10 ** (-((j + 3 * k) % dim) / 4));
        return {
          weight,
          mean: Array.from({ length: dim }, () => rng.normal() / 3),
          covariance: rotated(randomRotation(rng, dim), diagonal(variances)),
        };
      }),
    );
    const point = new Float64Array(dim).fill(0.3);
    const { logMass, shift } = mixture.ballMoments(point, radius);
    const draws = mixture.sample(rng, n);
    let inside = 0;
    const [sum, squares] = [new Float64Array(dim), new Float64Array(dim)];
    for (let i = 0; i < n; i++) {
      const u = Array.from(point, (at, a) => (draws[i * dim + a] - at) / radius);
      if (Math.hypot(...u) > 1) continue;
      inside += 1;
      u.forEach((x, a) => {
        sum[a] += x;
        squares[a] += x * x;
      });
    }
    const mass = Math.exp(logMass);
    expect(mass).toBeGreaterThan(0.3);
    expect(mass).toBeLessThan(0.9);
    expect(Math.abs(inside / n - mass)).toBeLessThan(4 * Math.sqrt((mass * (1 - mass)) / n));
    sum.forEach((total, a) => {
      const mean = total / inside;
      const standardError = Math.sqrt((squares[a] / inside - mean ** 2) / inside);
      expect(Math.abs(mean - shift[a])).toBeLessThan(4 * standardError);
    });
  });
});

describe("moments of a Gaussian mixture on a ball, as they must be", () => {
  it("of two intervals that touch add up to those of both together, in 1-D: within the stated errors", () => {
    fc.assert(
      fc.property(mixtures(1), number(-4, 4), number(0.01, 2), number(0.01, 2), (mixture, from, first, second) => {
        const onInterval = (left: number, length: number): { mass: number; moment: number; error: number } => {
          const center = left + length / 2;
          const { logMass, shift, errorEstimate } = mixture.ballMoments(Float64Array.of(center), length / 2);
          const mass = Math.exp(logMass);
          return { mass, moment: mass * (center + (shift[0] * length) / 2), error: mass * errorEstimate };
        };
        const parts = [onInterval(from, first), onInterval(from + first, second)];
        const whole = onInterval(from, first + second);
        // Ends that are rounded move the mass by p times the rounding.
        const allowed = parts[0].error + parts[1].error + whole.error + 1e-14;
        expect(Math.abs(parts[0].mass + parts[1].mass - whole.mass)).toBeLessThan(allowed);
        expect(Math.abs(parts[0].moment + parts[1].moment - whole.moment)).toBeLessThan(8 * allowed);
      }),
    );
  });

  it("grow with the radius, up to all of the mass and the mixture's mean: to 1e-12", () => {
    fc.assert(
      fc.property(mixtures(4), points(4), (mixture, point) => {
        const whole = mixture.ballMoments(point, 1e3);
        const mean = point.map((_, a) => mixture.components.reduce((sum, one) => sum + one.weight * one.mean[a], 0));
        expect(Math.abs(whole.logMass)).toBeLessThan(1e-12);
        whole.shift.forEach((value, a) => {
          expect(Math.abs(point[a] + 1e3 * value - mean[a])).toBeLessThan(1e-12);
        });
        const masses = [0.3, 1, 2, 4, 8, 1e3].map((radius) => mixture.ballMoments(point, radius).logMass);
        for (let k = 1; k < masses.length; k++) expect(masses[k]).toBeGreaterThanOrEqual(masses[k - 1] - 1e-13);
      }),
      { numRuns: 30 },
    );
  });

  it("turn with the mixture, to 1e-11", () => {
    const rng = createRng(1);
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }).chain((dim) => fc.tuple(mixtures(dim), points(dim))),
        ([mixture, point]) => {
          const rotation = randomRotation(rng, mixture.dim);
          const turned = new GaussianMixture(
            mixture.components.map(({ weight, mean, covariance }) => {
              return { weight, mean: applied(rotation, mean), covariance: rotated(rotation, covariance) };
            }),
          );
          const before = mixture.ballMoments(point, 1.5);
          const after = turned.ballMoments(Float64Array.from(applied(rotation, point)), 1.5);
          expect(Math.abs(after.logMass - before.logMass)).toBeLessThan(1e-11);
          applied(rotation, before.shift).forEach((value, a) => {
            expect(Math.abs(value - after.shift[a])).toBeLessThan(1e-11);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it("scale with the mixture, and turn around with it: to 1e-14", () => {
    fc.assert(
      fc.property(mixtures(3), points(3), fc.integer({ min: -60, max: 60 }), (mixture, point, exponent) => {
        const scale = 2 ** exponent;
        const scaled = new GaussianMixture(
          mixture.components.map(({ weight, mean, covariance }) => ({
            weight,
            mean: mean.map((x) => -scale * x),
            covariance: covariance.map((row) => row.map((x) => scale * scale * x)),
          })),
        );
        const before = mixture.ballMoments(point, 0.75);
        const after = scaled.ballMoments(
          point.map((x) => -scale * x),
          0.75 * scale,
        );
        expect(Math.abs(after.logMass - before.logMass)).toBeLessThan(1e-14 * (1 + Math.abs(before.logMass)));
        after.shift.forEach((value, a) => {
          expect(Math.abs(value + before.shift[a])).toBeLessThan(1e-14);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("move with the mixture: to the same bits where means and point stay exact", () => {
    const at = (x: number): GaussianMixture =>
      new GaussianMixture([
        {
          weight: 0.25,
          mean: [x + 0.5, x],
          covariance: [
            [1, 0.5],
            [0.5, 2],
          ],
        },
        { weight: 0.75, mean: [x, x - 0.25], covariance: isotropic(2, 1e-6) },
      ]);
    const here = at(0).ballMoments(Float64Array.of(0.125, 0.25), 0.5);
    const there = at(1024).ballMoments(Float64Array.of(1024.125, 1024.25), 0.5);
    expect(there.logMass).toBe(here.logMass);
    expect(there.shift).toEqual(here.shift);
  });
});

describe("moments of a Gaussian mixture on balls of any size and place", () => {
  const standard = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);

  it("keep their digits where the mass is below every float64: 60 deviations out, by the tail's expansion, to 1e-10", () => {
    const { logMass, shift } = standard.ballMoments(Float64Array.of(60), 1e-4);
    // INT exp(-(60 + r u)^2 / 2) r du: with a = 60 r, sinh(a) / a but for r^2.
    const a = 60e-4;
    const expected = -1800 - Math.log(2 * Math.PI) / 2 + Math.log((2e-4 * Math.sinh(a)) / a) - 1e-8 / 6;
    expect(Math.abs(logMass - expected)).toBeLessThan(1e-10);
    expect(Math.abs(shift[0] / (1 / a - 1 / Math.tanh(a)) - 1)).toBeLessThan(1e-6);
    expect(localMoments(standard, Float64Array.of(60), 1e-4).mass).toBe(0);
  });

  it.each([1e-300, 1e-200, 1e-20])("of radius %d: 2 r p(x0), and the mean leans by r² s / 3", (radius) => {
    const { logMass, shift, errorEstimate } = standard.ballMoments(Float64Array.of(0.5), radius);
    const expected = Math.log(2 * radius) - 0.125 - Math.log(2 * Math.PI) / 2;
    expect(Math.abs(logMass - expected)).toBeLessThan(errorEstimate);
    expect(errorEstimate).toBeLessThan(1e-12);
    expect(shift[0]).toBeCloseTo((-radius * 0.5) / 3, 16);
    expect(Math.abs(shift[0] / ((-radius * 0.5) / 3) - 1)).toBeLessThan(1e-14);
  });

  it.each([1e10, 1e100, 1e200, 1e300])("of radius %d: all of the mass, and the mixture's mean", (radius) => {
    const mixture = new GaussianMixture([
      {
        weight: 0.25,
        mean: [2, 1],
        covariance: [
          [1, 0.9],
          [0.9, 1],
        ],
      },
      { weight: 0.75, mean: [-1, 0], covariance: isotropic(2, 1e-12) },
    ]);
    const { logMass, shift } = mixture.ballMoments(Float64Array.of(0.5, 0.5), radius);
    expect(Math.abs(logMass)).toBeLessThan(1e-14);
    expect(Math.abs(radius * shift[0] + 0.75)).toBeLessThan(1e-14);
    expect(Math.abs(radius * shift[1] + 0.25)).toBeLessThan(1e-14);
  });

  it("with noise of 2^-26 on a correlation of 1 - 2^-50: the variances of both along the axes, to 1e-13", () => {
    const [excess, noise, radius] = [2 ** -50, 2 ** -26, 2 ** -25];
    const correlated = [
      [1, 1 - excess],
      [1 - excess, 1],
    ];
    const noisy = new GaussianMixture([{ weight: 1, mean: [0, 0], covariance: correlated }]).smoothed(noise);
    const turned = new GaussianMixture([
      { weight: 1, mean: [0, 0], covariance: diagonal([2 - excess + noise ** 2, excess + noise ** 2]) },
    ]);
    const [along, across] = [noisy, turned].map((one) => one.ballMoments(new Float64Array(2), radius).logMass);
    expect(Math.abs(along - across)).toBeLessThan(1e-13);
    // Without the noise, or with twice its variance, the mass is another.
    const other = new GaussianMixture([{ weight: 1, mean: [0, 0], covariance: diagonal([2, excess]) }]);
    expect(Math.abs(other.ballMoments(new Float64Array(2), radius).logMass - across)).toBeGreaterThan(0.01);
  });

  it("does not jump where a component is all in the ball: 8.5 to 13.5 deviations of room, to 2e-15", () => {
    const mixture = new GaussianMixture([{ weight: 1, mean: [0.5, 0], covariance: diagonal([1, 1]) }]);
    for (let room = 8.5; room < 13.5; room += 0.125) {
      const radius = 0.5 + room;
      const { logMass, shift } = mixture.ballMoments(new Float64Array(2), radius);
      expect(Math.abs(logMass)).toBeLessThan(2 * Math.exp(-(room ** 2) / 2) + 2e-15);
      expect(Math.abs(shift[0] * radius - 0.5)).toBeLessThan(2 * Math.exp(-(room ** 2) / 2) + 2e-15);
    }
  });

  it("at the mean of a single component nothing is shifted", () => {
    const mixture = new GaussianMixture([{ weight: 1, mean: [1, 2, 3], covariance: diagonal([1, 2, 1e-9]) }]);
    expect([...mixture.ballMoments(Float64Array.of(1, 2, 3), 0.7).shift]).toEqual([0, 0, 0]);
  });

  it("a point where rounding leaves no digit is refused", () => {
    expect(() => standard.ballMoments(Float64Array.of(1e9), 1)).toThrow(/^point must lie nearer/);
  });
});

describe("the time that moments of a Gaussian mixture on a ball take", () => {
  it("one dense Gaussian in 50 dimensions, condition 1e12: below 1 s of the processor", () => {
    const rng = createRng(1);
    const variances = Array.from({ length: 50 }, (_, j) => 10 ** ((-12 * j) / 49));
    const covariance = rotated(randomRotation(rng, 50), diagonal(variances));
    const mixture = new GaussianMixture([{ weight: 1, mean: new Array<number>(50).fill(0.1), covariance }]);
    expect(processorSeconds(() => mixture.ballMoments(new Float64Array(50), 1))).toBeLessThan(1);
  });

  it("of 20,000 dense Gaussians in 20 dimensions, few of them near the ball: below 1 s, and as if only those were there", () => {
    const rng = createRng(2);
    const covariance = rotated(randomRotation(rng, 20), diagonal(Array.from({ length: 20 }, (_, j) => 0.01 / (j + 1))));
    const components = Array.from({ length: 20_000 }, (_, k) => {
      return {
        weight: 1 / 20_000,
        covariance,
        mean: Array.from({ length: 20 }, () => (k < 10 ? 0.1 : 5) * rng.normal()),
      };
    });
    const point = new Float64Array(20);
    let all = mixtureBallMoments(components.slice(0, 10), point, 0.5);
    const near = all;
    const seconds = processorSeconds(() => {
      all = mixtureBallMoments(components, point, 0.5);
    });
    expect(seconds).toBeLessThan(1);
    expect(Math.abs(all.logMass - near.logMass)).toBeLessThan(1e-13);
  });

  it("too many axes to find are refused at once", () => {
    const covariance = isotropic(800, 1);
    covariance[0][1] = covariance[1][0] = 0.5;
    const mean = new Array<number>(800).fill(0);
    expect(() => mixtureBallMoments([{ weight: 1, mean, covariance }], new Float64Array(800), 1)).toThrow(
      /^components must be fewer or have diagonal covariances, because finding the principal axes of 1 of them in 800 dimensions takes too long$/,
    );
  });

  it("diagonal Gaussians have no axes to find: 800 dimensions", () => {
    const { logMass } = mixtureBallMoments(
      [{ weight: 1, mean: new Array<number>(800).fill(0), covariance: isotropic(800, 1) }],
      new Float64Array(800),
      Math.sqrt(800),
    );
    // Of a chi-square with 800 degrees of freedom: 1/2 + 1 / (3 sqrt(800 pi)) + O(1 / 800).
    expect(Math.abs(Math.exp(logMass) - 0.5 - 1 / (3 * Math.sqrt(Math.PI * 800)))).toBeLessThan(1e-4);
  });
});
