import { expect, it } from "vitest";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { rescale } from "../../../src/reconstruction/field/rescale.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";
import { differentiate } from "../../support/differences.ts";

const r = optimalReconstruction(spiral(), "dae", 0.1);
const cm = rescale(r, 0.01);

it("has reconstructions 100 times as long and scores 100 times as short in a unit a hundredth as long, to 1e-12", () => {
  const point = Float64Array.of(0.2, -0.1);
  const far = point.map((x) => 100 * x);
  expect(cm.sigma).toBeCloseTo(10, 12);
  cm.evaluate(far).forEach((value, a) => {
    expect(Math.abs(value / 100 - r.evaluate(point)[a])).toBeLessThan(1e-12);
  });
  scoreEstimate(cm, far).forEach((value, a) => {
    const score = scoreEstimate(r, point)[a];
    expect(Math.abs(100 * value - score)).toBeLessThan(1e-12 * Math.max(1, Math.abs(score)));
  });
});

it("has the Jacobian of its reconstruction, to 1e-6", () => {
  const at = Float64Array.of(20, -10);
  const jacobian = cm.jacobian(at);
  for (const j of [0, 1]) {
    differentiate((x) => cm.evaluate(x), at, j).forEach((slope, i) => {
      expect(Math.abs(slope - jacobian[2 * i + j])).toBeLessThan(1e-6);
    });
  }
});
