import { describe, expect, it } from "vitest";
import { scorebook } from "./scorebook-on-thread.ts";

const energy = (expression: string, domain: readonly [number, number]): string =>
  JSON.stringify({ kind: "energy", expression, domain: [domain] });

describe.each(["dae", "rcae"])("loss --method %s", (method) => {
  it.each([
    ["0.6*log((x-0.037)^2)", [-1, 1]],
    ["0.5*log((x+0.3)^2)", [-1, 1]],
    ["1/(x-0.123456789)", [-2, 2]],
    ["log(x)", [0, 1]],
    ["-x^2", [-1000, 1000]],
  ] as [string, [number, number]][])(
    "%s on %j: refused in one line, status 2, nothing printed",
    (expression, domain) => {
      const args = ["loss", "--density", energy(expression, domain), "--method", method, "--sigma", "0.3"];
      const { status, stdout, stderr } = scorebook(args);
      expect(stderr).toMatch(/^--density: expression has no finite integral of exp\(-E\)[^\n]*\n$/);
      expect(stdout).toBe("");
      expect(status).toBe(2);
    },
  );
});

describe("reconstruct on [-1e6, 1e6], sigma = 0.3, at 0.5: as the references in test/fixtures, to 1e-11", () => {
  it.each([
    // Of [-1000, 1000], and of [-1e6, 1e6]: see test/fixtures/hard-energies-1d.py.
    ["3*log(1+x^2/5)", 0.454818038156538],
    ["log(1+x^2)", 0.442365929196903],
  ])("%s", (expression, expected) => {
    const density = energy(expression, [-1e6, 1e6]);
    const args = [
      "reconstruct",
      "--density",
      density,
      "--method",
      "dae",
      "--sigma",
      "0.3",
      "--at",
      "[[0.5]]",
      "--json",
    ];
    const { r } = JSON.parse(scorebook(args).stdout);
    expect(Math.abs(r[0][0] - expected)).toBeLessThan(1e-11);
  });
});

it("local-mean of a peak of width 1e-5 with half of the mass: 0.538949297349, to 1e-11", () => {
  const density = energy("-log(exp(-((x-1.2345)/0.00001)^2/2)/0.00001+exp(-x^2/2))", [-8, 8]);
  const { mass } = JSON.parse(
    scorebook(["local-mean", "--density", density, "--at", "[1.2]", "--radius", "0.2", "--json"]).stdout,
  );
  // (1 + Phi(1.4) - Phi(1)) / 2, since the peak lies inside.
  expect(Math.abs(mass - 0.538949297348841)).toBeLessThan(1e-11);
});
