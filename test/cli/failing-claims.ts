import type { Claim } from "../../src/claims/claim.ts";
import type { ClaimReport } from "../../src/claims/claim-report.ts";

const report: ClaimReport = {
  id: "t1",
  title: "One that holds",
  statement: "1 = 1",
  source: "Theorem 1",
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
  { id: "t1", title: "One that holds", verify: () => report },
  {
    id: "p1",
    title: "One that fails",
    verify: () => ({
      ...report,
      id: "p1",
      title: "One that fails",
      checks: [{ ...report.checks[0], measured: Number.NaN, verdict: "fails" }],
      orders: [],
      verdict: "fails",
    }),
  },
  {
    id: "x1",
    title: "One that breaks down",
    verify: () => {
      throw new Error("the mesh is empty");
    },
  },
];

export const sharingOptima: readonly string[] = [];
