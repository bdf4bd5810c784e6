/**
 * The statement of a claim and its source. It is written once, in the claim's own file; tables, reports and chapters take it from
 * there.
 */
export interface ClaimStatement {
  /** "t1", "p1", ... as in the table of claims. */
  readonly id: string;
  readonly title: string;
  /** The claim in one sentence, formulas in plain Unicode. */
  readonly statement: string;
  /** The hypotheses of the statement. */
  readonly hypotheses: string;
  /** The place in the paper, e.g. "Theorem 1". */
  readonly source: string;
  /** Name of its files: src/claims/STEM.ts and test/claims/STEM.test.ts. */
  readonly stem: string;
  /** The chapter that shows it: notebooks/CHAPTER.ipynb. */
  readonly chapter: string;
}
