/**
 * The statement of a claim and its source. It is written once, in the claim's own file; tables, reports and chapters take it from
 * there.
 */
export interface ClaimStatement {
  /** The id in the table of claims, such as "t1" or "p1". */
  readonly id: string;
  readonly title: string;
  /** The statement of the claim, with formulas in plain Unicode. */
  readonly statement: string;
  /** The hypotheses of the statement. */
  readonly hypotheses: string;
  /** The place in the paper, such as "Theorem 1". */
  readonly source: string;
  /** The name of the claim's files: src/claims/STEM.ts and test/claims/STEM.test.ts. */
  readonly stem: string;
  /** The chapter that shows the claim: notebooks/CHAPTER.ipynb. */
  readonly chapter: string;
}
