import type { Claim } from "../../src/claims/claim.ts";
import type { ClaimReport } from "../../src/claims/claim-report.ts";
import type { ClaimStatement } from "../../src/claims/claim-statement.ts";

const about: ClaimStatement = {
  id: "t1",
  title: "One that holds",
  statement: "1 = 1",
  hypotheses: "",
  source: "Theorem 1",
  stem: "t1-one-that-holds",
  chapter: "01-optimal-denoiser",
};
const failing: ClaimStatement = { ...about, id: "p1", title: "One that fails" };

const report: ClaimReport = {
  ...about,
  checks: [
    { name: "one", predicted: 1, measured: 1, tolerance: 0, toleranceReason: "exact", verdict: "holds" },
    { name: "another", predicted: 2, measured: 2, tolerance: 0, toleranceReason: "exact", verdict: "holds" },
  ],
  orders: [
    { expected: 4, measured: 3.99, of: "first", parameter: "σ", points: [{ at: 0.1, error: 1e-4 }] },
    { expected: 6, measured: 5.99, of: "second", parameter: "δ", points: [{ at: 0.1, error: 1e-6 }] },
  ],
  verdict: "holds",
};

/** In the place of the edition's claims: one holds, one fails, one breaks down. */
export const claims: readonly Claim[] = [
  { ...about, verify: () => report },
  {
    ...failing,
    verify: () => ({
      ...report,
      ...failing,
      checks: [{ ...report.checks[0], measured: Number.NaN, verdict: "fails" }],
      orders: [],
      verdict: "fails",
    }),
  },
  {
    ...about,
    id: "x1",
    title: "One that breaks down",
    verify: () => {
      throw new Error("the mesh is empty");
    },
  },
];

export const sharingOptima: readonly string[] = [];
