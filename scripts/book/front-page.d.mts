export interface Verdict {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly chapter: string;
  readonly verdict: string;
  readonly checks: number;
  readonly closest: number;
}
