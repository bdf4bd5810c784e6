import { describe, expect, test } from "vitest";
import { scorebook } from "./scorebook-on-thread.ts";

const sigma = 0.5;
/** The standard normal in the plane, as an energy: no closed form is known for it, so that everything is cubature. */
const normal: string = JSON.stringify({
  kind: "energy",
  expression: "x^2/2 + y^2/2",
  domain: [
    [-12, 12],
    [-12, 12],
  ],
});
const square: string = JSON.stringify({
  kind: "energy",
  expression: "0*x",
  domain: [
    [-1, 1],
    [-1, 1],
  ],
});

function dae(
  command: string,
  density: string,
  noise: number,
  ...rest: readonly string[]
): ReturnType<typeof scorebook> {
  return scorebook([command, "--density", density, "--method", "dae", "--sigma", `${noise}`, ...rest]);
}

describe("dae of an energy in the plane", () => {
  test("the normal's r = x / (1 + sigma^2), Jacobian and score estimate, to 1e-9", () => {
    const { status, stdout } = dae("reconstruct", normal, sigma, "--at", "[[1,-2],[0.3,4]]", "--json");
    expect(status).toBe(0);
    const answer = JSON.parse(stdout);
    const shrink = 1 / (1 + sigma ** 2);
    expect(answer.r).toEqual(
      [
        [1, -2],
        [0.3, 4],
      ].map((row) => row.map((x) => expect.closeTo(shrink * x, 9))),
    );
    expect(answer.jacobian[0].flat()).toEqual([shrink, 0, 0, shrink].map((entry) => expect.closeTo(entry, 9)));
    expect(answer.scoreEstimate[1]).toEqual([0.3, 4].map((x) => expect.closeTo(-shrink * x, 9)));
  });

  test("the normal's optimal loss, 2 sigma^2 / (1 + sigma^2), to 1e-10", () => {
    const { status, stdout } = dae("loss", normal, sigma, "--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout).optimalLoss).toBeCloseTo((2 * sigma ** 2) / (1 + sigma ** 2), 10);
  });

  test("beyond the walls of a square r is inside of it, and the score is null", () => {
    const { status, stdout } = dae("reconstruct", square, 0.1, "--at", "[[1.2,0]]", "--json");
    expect(status).toBe(0);
    const { r, score } = JSON.parse(stdout);
    expect(score).toEqual([null]);
    expect(r[0][0]).toBeGreaterThan(0.9);
    expect(r[0][0]).toBeLessThan(1);
  });

  test("a point too far out, and a loss for too small a sigma: one sentence and exit status 2", () => {
    const far = dae("reconstruct", square, 0.001, "--at", "[[20,0]]");
    expect({ status: far.status, stdout: far.stdout }).toEqual({ status: 2, stdout: "" });
    expect(far.stderr).toMatch(/^--at: points must lie where p is at least [^\n]*20, 0[^\n]*\n$/);
    const small = dae("loss", square, 0.001);
    expect({ status: small.status, stdout: small.stdout }).toEqual({ status: 2, stdout: "" });
    expect(small.stderr).toMatch(
      /^--density: sigma must be 0\.005 or more for the optimal loss of this density, not 0\.001\n$/,
    );
  });
});
