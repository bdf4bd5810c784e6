import { describe, expect, test } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { DaeClosedForm, RcaeOfGaussian } from "../../../src/reconstruction/any-dimension/dae-closed-form.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { displacementJacobian, hessianEstimate, scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";
import { type Compared, compared, medianRatio, mixtureCases, pointsCases } from "../../support/rounding-fixture.ts";

describe("errorsAt, against 120 digits from inputs of 20 digits (test/fixtures/mixture-rounding.py, points-rounding.py)", () => {
  const cases = mixtureCases();
  const optimum = ({ density, sigma }: (typeof cases)[number]): DaeClosedForm =>
    new DaeClosedForm(density, density.smoothed(sigma), sigma);

  test("at all mixtures r and dr/dx are within their bounds; the median of bound over error is below 15 for r, 30 for dr/dx", () => {
    const r: Compared[] = [];
    const jacobian: Compared[] = [];
    for (const one of cases) {
      const errors = optimum(one).errorsAt(one.point);
      r.push(...compared(optimum(one).evaluate(one.point), errors.r, one.reference.r ?? []));
      jacobian.push(...compared(optimum(one).jacobian(one.point), errors.jacobian, one.reference.jacobian ?? []));
    }
    for (const { error, bound } of [...r, ...jacobian]) expect(error).toBeLessThanOrEqual(bound);
    expect(medianRatio(r)).toBeLessThan(15);
    expect(medianRatio(jacobian)).toBeLessThan(30);
  });

  test("the estimates of score and Hessian, of mixtures and of points, for sigma from 1e-30 to 1e20", () => {
    for (const { density, sigma, point, reference } of [...cases, ...pointsCases()]) {
      const denoiser = new DaeClosedForm(density, density.smoothed(sigma), sigma);
      const errors = denoiser.errorsAt(point);
      for (const { error, bound } of [
        ...compared(scoreEstimate(denoiser, point), errors.scoreEstimate, reference.score ?? []),
        ...compared(hessianEstimate(denoiser, point), errors.hessianEstimate, reference.hessian ?? []),
      ]) {
        expect(error).toBeLessThanOrEqual(bound);
      }
    }
  });

  test("well-conditioned: the bounds of r and dr/dx are below 300 units of rounding, relative to max(1, the value)", () => {
    for (const one of mixtureCases("well-conditioned")) {
      const errors = optimum(one).errorsAt(one.point);
      for (const [values, bounds] of [
        [optimum(one).evaluate(one.point), errors.r],
        [optimum(one).jacobian(one.point), errors.jacobian],
      ]) {
        values.forEach((value, i) => {
          expect(bounds[i]).toBeLessThan(300 * Number.EPSILON * Math.max(1, Math.abs(value)));
        });
      }
    }
  });

  test("the loss of one Gaussian is within its bound, which is below 40 errors in the median", () => {
    const losses = cases.flatMap((one) => {
      if (!one.reference.loss) return [];
      const { value, errorEstimate } = optimum(one).optimalLoss();
      return compared([value], [errorEstimate], one.reference.loss);
    });
    expect(losses.length).toBeGreaterThan(100);
    for (const { error, bound } of losses) expect(error).toBeLessThanOrEqual(bound);
    expect(medianRatio(losses)).toBeLessThan(40);
  });
});

describe("the contractive optimum of one Gaussian", () => {
  const covariance = [
    [1, 0.9999999],
    [0.9999999, 1],
  ];
  const gaussian = new GaussianMixture([{ weight: 1, mean: [0.5, -0.25], covariance }]);
  const x = Float64Array.of(1, -1, 0.3, 0.7);

  test.each([1e-8, 1e-3, 0.7])("is the optimal denoiser, loss and error bounds included: sigma = %d", (sigma) => {
    const contraction = optimalReconstruction(gaussian, "rcae", sigma);
    const denoiser = optimalReconstruction(gaussian, "dae", sigma);
    expect(contraction).toBeInstanceOf(RcaeOfGaussian);
    expect(contraction.method).toBe("rcae");
    expect(contraction.evaluate(x)).toEqual(denoiser.evaluate(x));
    expect(contraction.jacobian(x)).toEqual(denoiser.jacobian(x));
    expect(contraction.optimalLoss()).toEqual(denoiser.optimalLoss());
    expect(contraction.errorsAt?.(x)).toEqual(denoiser.errorsAt?.(x));
    expect(contraction.errorEstimate).toBeGreaterThan(0);
  });

  test("solves Theorem 2's equation, r - x = sigma^2 (Lap r + s . grad r) with Lap r = 0, to its stated error", () => {
    const sigma = 0.7;
    const contraction = optimalReconstruction(gaussian, "rcae", sigma);
    const jacobian = contraction.jacobian(x);
    const score = gaussian.score(x);
    const change = contraction.displacement?.(x) ?? new Float64Array();
    change.forEach((value, i) => {
      const start = Math.floor(i / 2) * 2;
      const products = [0, 1].map((b) => sigma ** 2 * jacobian[2 * i + b] * score[start + b]);
      const size = Math.abs(products[0]) + Math.abs(products[1]);
      const rounding = size * ((contraction.errorsAt?.(x).jacobian[2 * i] ?? 0) + 1e-15) + 1e-9 * Math.abs(value);
      expect(Math.abs(value - products[0] - products[1])).toBeLessThan(rounding);
    });
  });

  test("dr/dx - I keeps its digits for small sigma, where dr/dx has none left to give", () => {
    const standard = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const denoiser = optimalReconstruction(standard, "dae", 1e-9);
    expect(displacementJacobian(denoiser, Float64Array.of(0.4))[0]).toBeCloseTo(-1e-18, 32);
    expect(hessianEstimate(denoiser, Float64Array.of(0.4))[0]).toBeCloseTo(-1, 14);
  });
});
