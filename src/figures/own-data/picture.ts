import type { PlotSpecification } from "../specification/figure.ts";

/** A figure of somebody's own data, with the words that belong to it. */
export interface Picture {
  readonly specification: PlotSpecification;
  /** What it is, in a few words: the title of a page. */
  readonly title: string;
  /** What is drawn, how lengths are scaled, and what is left out: whole sentences. */
  readonly caption: string;
  /** What one sees, for readers who don't see it: whole sentences. */
  readonly alternativeText: string;
}
