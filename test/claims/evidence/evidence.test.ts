import { describe, expect, it } from "vitest";
import { check, checkRange, fitOrder, report } from "../../../src/claims/evidence/evidence.ts";

const evidence = { name: "x", predicted: 1, tolerance: 0.1, toleranceReason: "" };
const claim = {
  id: "t1",
  title: "A claim",
  statement: "a < b",
  hypotheses: "",
  source: "Theorem 1",
  stem: "t1-a-claim",
  chapter: "01-a-chapter",
};

describe("check", () => {
  it.each([
    [1.1 - 1e-15, "holds"],
    [0.95, "holds"],
    [1.11, "fails"],
    [-1, "fails"],
    [Number.NaN, "fails"],
    [Infinity, "fails"],
  ])("a measurement of %d against 1 ± 0.1 %s", (measured, verdict) => {
    expect(check({ ...evidence, measured }).verdict).toBe(verdict);
  });
});

describe("checkRange", () => {
  it.each([
    [0.01, "holds"],
    [0.4, "holds"],
    [0.009, "fails"],
    [1.001, "fails"],
    [Number.NaN, "fails"],
  ])("a measurement of %d against 0.01 to 1 %s", (measured, verdict) => {
    const checked = checkRange([0.01, 1], { name: "x", measured, toleranceReason: "" });
    expect(checked).toMatchObject({ verdict, range: [0.01, 1], predicted: 0.505, tolerance: 0.495 });
  });
});

describe("report", () => {
  const good = check({ ...evidence, measured: 1 });
  const bad = check({ ...evidence, measured: 2 });
  const order = (k: number) => fitOrder("e", 4, [0.1, 0.05], (sigma) => sigma ** k);

  it("holds only where every check and every order does", () => {
    expect(report(claim, [good], [order(4)]).verdict).toBe("holds");
    expect(report(claim, [good, bad], []).verdict).toBe("fails");
    expect(report(claim, [good], [order(3.9)]).verdict).toBe("fails");
  });

  it("fails without evidence", () => {
    expect(report(claim, [], []).verdict).toBe("fails");
  });
});
