/** What is claimed, and where: written once, in the claim's own file; tables, reports and chapters take it from here. */
export interface ClaimStatement {
  /** "t1", "p1", ... as in the table of claims. */
  readonly id: string;
  readonly title: string;
  /** The claim in one sentence, formulas in plain Unicode. */
  readonly statement: string;
  /** What has to hold for the statement to be true. */
  readonly hypotheses: string;
  /** Where in the paper, e.g. "Theorem 1". */
  readonly source: string;
  /** Name of its files: src/claims/STEM.ts and test/claims/STEM.test.ts. */
  readonly stem: string;
  /** The chapter that shows it: notebooks/CHAPTER.ipynb. */
  readonly chapter: string;
}
